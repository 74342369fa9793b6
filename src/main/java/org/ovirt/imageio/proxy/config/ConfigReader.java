// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Reads values and collects all mistakes, so that an administrator sees them at once. */
final class ConfigReader {
    private final Config source;
    private final List<String> mistakes = new ArrayList<>();

    ConfigReader(Config source) {
        this.source = source;
    }

    int integer(String key, int fallback, int min, int max) {
        String text = text(key, Integer.toString(fallback));
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, with the bounds.
        }
        mistake(key, text, "expected a whole number from " + min + " to " + max);
        return fallback;
    }

    Duration seconds(String key, int fallback, int min, int max) {
        return Duration.ofSeconds(integer(key, fallback, min, max));
    }

    Path readableFile(String key, String fallback) {
        String text = text(key, fallback);
        try {
            Path file = Path.of(text);
            if (!Files.isRegularFile(file)) {
                mistake(key, text, "there is no such file");
            } else if (!Files.isReadable(file)) {
                mistake(key, text, "the file cannot be read by the user the server runs as");
            }
            return file;
        } catch (InvalidPathException e) {
            mistake(key, text, "this is no path");
            return Path.of(fallback);
        }
    }

    void requireNoMistakes() {
        if (!mistakes.isEmpty()) {
            throw new ConfigException(
                    "The configuration of ovirt-imageio-proxy has mistakes:\n  "
                            + String.join("\n  ", mistakes));
        }
    }

    private String text(String key, String fallback) {
        ConfigValue found = source.getConfigValue(key);
        if (found.getValue() == null && found.getRawValue() != null) {
            mistake(key, found.getRawValue(), "it refers to a value that is not set");
        }
        return isSet(found) ? found.getValue().trim() : fallback;
    }

    private static boolean isSet(ConfigValue found) {
        return found.getValue() != null && !found.getValue().isBlank();
    }

    private void mistake(String key, String value, String problem) {
        ConfigValue found = source.getConfigValue(key);
        String where =
                found.getRawValue() == null || found.getRawValue().isBlank()
                        ? "the default"
                        : "set in " + found.getSourceName();
        mistakes.add(key + " = " + value + ": " + problem + " (" + where + ")");
    }
}
