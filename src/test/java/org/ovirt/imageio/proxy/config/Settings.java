// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.Config;

/** The settings in a file, and what is told of their mistakes. */
final class Settings {
    private static final String FILE = "/etc/proxy.conf";

    /** The end of what is told of a mistake in the file. */
    static final String SET = " (set in PropertiesConfigSource[source=" + FILE + "])";

    private Settings() {}

    static Config of(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, FILE, 100))
                .build();
    }

    static ConfigReader reader(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new ConfigReader(of(values));
    }

    static void assertMistakes(ThrowingCallable reading, String... mistakes) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(reading)
                .withMessage(
                        "The configuration of ovirt-imageio-proxy has mistakes:\n  "
                                + String.join("\n  ", mistakes));
    }
}
