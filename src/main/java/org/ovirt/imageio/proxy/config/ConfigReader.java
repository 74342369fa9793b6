// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Reads values and collects all mistakes, so that an administrator sees them at once. */
final class ConfigReader {
    private static final String FILE_URL = "file:";

    /** What MicroProfile JWT also allows as the location of a key, or somebody might expect. */
    private static final Pattern OTHER_URL =
            Pattern.compile("(?!file:)(?:classpath:|[A-Za-z][A-Za-z0-9+.-]*://)");

    /** Stands for a path that is wrong, until all mistakes are told. */
    private static final Path NO_FILE = Path.of("");

    private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");
    private static final int MAX_PORT = 65535;

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

    boolean flag(String key, boolean fallback) {
        String text = text(key, Boolean.toString(fallback));
        if (!text.equals("true") && !text.equals("false")) {
            mistake(key, text, "expected true or false");
        }
        return text.equals("true");
    }

    Optional<String> optionalText(String key) {
        String text = text(key, "");
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** A list with commas; its order is kept. */
    Set<String> list(String key, String fallback) {
        String text = text(key, fallback);
        Set<String> list =
                Stream.of(text.split(",", -1))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        if (list.isEmpty() && !text.isEmpty()) {
            mistake(key, text, "there is nothing between the commas");
        }
        return list;
    }

    Set<Integer> ports(String key, int fallback) {
        Set<Integer> ports = new LinkedHashSet<>();
        for (String one : list(key, Integer.toString(fallback))) {
            if (PORT.matcher(one).matches() && Integer.parseInt(one) <= MAX_PORT) {
                ports.add(Integer.valueOf(one));
            } else {
                mistake(key, one, "expected a list of TCP ports from 1 to " + MAX_PORT);
            }
        }
        return ports;
    }

    /** A file that need not be configured; given by its path or its {@code file:} URL. */
    Optional<Path> optionalFile(String key) {
        return optionalText(key).map(text -> file(key, text));
    }

    Path readableFile(String key, String fallback) {
        return file(key, text(key, fallback));
    }

    private Path file(String key, String text) {
        try {
            if (OTHER_URL.matcher(text).lookingAt()) {
                mistake(key, text, "only files are read: expected a path or a file: URL");
                return NO_FILE;
            }
            Path file = text.startsWith(FILE_URL) ? Path.of(new URI(text)) : Path.of(text);
            if (!Files.isRegularFile(file)) {
                mistake(key, text, "there is no such file");
            } else if (!Files.isReadable(file)) {
                mistake(key, text, "the file cannot be read by the user the server runs as");
            }
            return file;
        } catch (URISyntaxException | IllegalArgumentException e) {
            mistake(key, text, "this is no path");
            return NO_FILE;
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

    /** Notes that the value of a key is wrong. */
    void mistake(String key, String problem) {
        mistake(key, text(key, ""), problem);
    }

    /** Notes that a value of a key, or a part of it, is wrong. */
    void mistake(String key, String value, String problem) {
        ConfigValue found = source.getConfigValue(key);
        String where =
                found.getRawValue() == null || found.getRawValue().isBlank()
                        ? "the default"
                        : "set in " + found.getSourceName();
        mistakes.add(key + " = " + value + ": " + problem + " (" + where + ")");
    }
}
