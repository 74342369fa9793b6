// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.proxy.config.Settings.SET;
import static org.ovirt.imageio.proxy.config.Settings.assertMistakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyConfigTest {
    private static final String CA = "imageio.daemon.ca-file";

    @TempDir private Path directory;

    private Path ca;

    @BeforeEach
    void aCaFile() throws IOException {
        ca = Files.createFile(directory.resolve("ca.pem"));
    }

    private ProxyConfig read(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of(CA, ca.toString()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return ProxyConfig.read(Settings.of(values));
    }

    @Test
    void whatIsNotConfiguredHasADefault() {
        ProxyConfig config = read();
        assertThat(config.control())
                .isEqualTo(new ControlConfig(54324, Duration.ofMinutes(1), 10_000));
        assertThat(config.daemon())
                .isEqualTo(
                        new DaemonConfig(
                                ca,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Duration.ofHours(6)));
        assertThat(config.stop()).isEqualTo(new StopConfig(Duration.ZERO, Duration.ofMinutes(1)));
    }

    @Test
    void everythingCanBeConfigured() {
        ProxyConfig config =
                read(
                        "imageio.control.port",
                        "1",
                        "imageio.control.remove-timeout",
                        "2",
                        "imageio.control.max-tickets",
                        "3",
                        "imageio.daemon.connect-timeout",
                        "4",
                        "imageio.daemon.read-timeout",
                        "5",
                        "imageio.daemon.operation-timeout",
                        "6",
                        "imageio.stop.delay",
                        "7",
                        "imageio.stop.drain-timeout",
                        "8");
        assertThat(config.control()).isEqualTo(new ControlConfig(1, Duration.ofSeconds(2), 3));
        assertThat(config.daemon())
                .isEqualTo(
                        new DaemonConfig(
                                ca,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6)));
        assertThat(config.stop())
                .isEqualTo(new StopConfig(Duration.ofSeconds(7), Duration.ofSeconds(8)));
    }

    @Test
    void theCaIsTheEnginesUnlessAnotherIsConfigured() {
        String path = "/etc/pki/ovirt-engine/ca.pem";
        if (Files.isReadable(Path.of(path))) {
            assertThat(ProxyConfig.read(Settings.of(Map.of())).daemon().caFile()).hasToString(path);
        } else {
            assertMistakes(
                    () -> ProxyConfig.read(Settings.of(Map.of())),
                    CA + " = " + path + ": there is no such file (the default)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "imageio.control.port, 0, 65535",
        "imageio.control.remove-timeout, 1, 3600",
        "imageio.control.max-tickets, 1, 1000000",
        "imageio.daemon.connect-timeout, 1, 600",
        "imageio.daemon.read-timeout, 1, 3600",
        "imageio.daemon.operation-timeout, 1, 604800",
        "imageio.stop.delay, 0, 600",
        "imageio.stop.drain-timeout, 1, 86400",
    })
    void numbersHaveBounds(String key, long min, long max) {
        assertThat(read(key, Long.toString(min))).isNotNull();
        assertThat(read(key, Long.toString(max))).isNotNull();
        String problem = ": expected a whole number from %d to %d".formatted(min, max) + SET;
        String below = Long.toString(min - 1);
        String above = Long.toString(max + 1);
        assertMistakes(() -> read(key, below), key + " = " + below + problem);
        assertMistakes(() -> read(key, above), key + " = " + above + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "1.5", "10s", "0x10", "99999999999", "-"})
    void whatIsNoWholeNumberIsAMistake(String value) {
        assertMistakes(
                () -> read("imageio.daemon.read-timeout", value),
                "imageio.daemon.read-timeout = "
                        + value
                        + ": expected a whole number from 1 to 3600"
                        + SET);
    }

    @Test
    void spaceAroundAValueDoesNotMatter() {
        assertThat(read("imageio.control.port", " 77 ").control().port()).isEqualTo(77);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void anEmptyValueIsTheDefault(String value) {
        assertThat(read("imageio.control.port", value).control().port()).isEqualTo(54324);
    }

    @Test
    void aFileThatIsNotThereIsAMistake() {
        Path missing = directory.resolve("missing.pem");
        assertMistakes(
                () -> read(CA, missing.toString()),
                CA + " = " + missing + ": there is no such file" + SET);
    }

    @Test
    void aDirectoryIsNoFile() {
        assertMistakes(
                () -> read(CA, directory.toString()),
                CA + " = " + directory + ": there is no such file" + SET);
    }

    @Test
    void aPathThatNoFileCanHaveIsAMistake() {
        assertMistakes(() -> read(CA, "ca\0.pem"), CA + " = ca\0.pem: this is no path" + SET);
    }

    @Test
    void allMistakesAreToldAtOnceInTheOrderOfReading() {
        assertMistakes(
                () ->
                        read(
                                "imageio.daemon.read-timeout",
                                "soon",
                                CA,
                                "/missing",
                                "imageio.control.port",
                                "65536"),
                "imageio.control.port = 65536: expected a whole number from 0 to 65535" + SET,
                CA + " = /missing: there is no such file" + SET,
                "imageio.daemon.read-timeout = soon: expected a whole number from 1 to 3600" + SET);
    }

    @Test
    void withoutAKeyNoTokenIsAcceptedAndNoDaemonTrusted() {
        ProxyConfig config = read();
        assertThat(config.token().isAnyAccepted()).isFalse();
        assertThat(config.trust())
                .isEqualTo(new TrustConfig(Set.of(), Set.of(), List.of(), Set.of(54322)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mp.jwt.verify.publickey",
                "mp.jwt.verify.publickey.location",
                "imageio.token.engine-certificate"
            })
    void tokensThatMayNameNoDaemonAreAMistake(String key) {
        assertMistakes(
                () -> read(key, ca.toString()),
                "imageio.daemon.hosts = : tokens are accepted, so list the hosts whose daemons"
                        + " they may name, such as *.example.com or 192.0.2.0/24 (the default)");
        assertThat(read(key, ca.toString(), "imageio.daemon.hosts", "host.example").token())
                .extracting(TokenConfig::isAnyAccepted)
                .isEqualTo(true);
    }

    @Test
    void hostsThatAreWrongAreNotSaidToBeMissingToo() {
        assertMistakes(
                () -> read("mp.jwt.verify.publickey", "key", "imageio.daemon.hosts", "*"),
                "imageio.daemon.hosts = *: this would trust every host; list names, domains such"
                        + " as *.example.com, or networks"
                        + SET);
    }

    @Test
    void aFileMayBeGivenAsUrl() throws IOException {
        Path spaced = Files.createFile(directory.resolve("c a.pem"));
        assertThat(read(CA, spaced.toUri().toString()).daemon().caFile()).isEqualTo(spaced);
        assertThat(read(CA, "file:" + ca).daemon().caFile()).isEqualTo(ca);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://engine.example/ca.pem",
                "http://engine.example/ca.pem",
                "HTTPS://engine.example/ca.pem",
                "classpath:ca.pem",
                "vfs://ca.pem"
            })
    void anyOtherUrlIsAMistake(String url) {
        assertMistakes(
                () -> read(CA, url),
                CA + " = " + url + ": only files are read: expected a path or a file: URL" + SET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:ca.pem", "file://other-host/ca.pem", "file:/c a.pem", "file:"})
    void aFileUrlWithoutAFullPathIsAMistake(String url) {
        assertMistakes(() -> read(CA, url), CA + " = " + url + ": this is no path" + SET);
    }

    @Test
    void aReferenceToNothingIsAMistake() {
        assertMistakes(
                () -> read("imageio.control.port", "${nowhere.set}"),
                "imageio.control.port = ${nowhere.set}: it refers to a value that is not set"
                        + SET);
    }
}
