// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.server.BuildOutput;

/** Applies {@code wildfly-config} to a stopped server, as its README says, again and again. */
class RepeatedConfigurationIT {
    private static final Path SCRIPTS = Path.of("wildfly-config").toAbsolutePath();

    /** The configuration of the server, and only it, is changed. */
    private static final String CONFIGURATION = "standalone/configuration";

    @TempDir private Path directory;

    @Test
    void applyingTheScriptsAgainChangesNothing() throws Exception {
        Path home = installation();
        Path file = home.resolve(CONFIGURATION).resolve("standalone.xml");
        String provisioned = Files.readString(file);
        apply(home);
        String once = Files.readString(file);
        apply(home);
        assertThat(file).hasContent(once);
        assertThat(once).isEqualTo(provisioned);
    }

    /** As the build has made it; what is not changed is shared with it. */
    private Path installation() throws IOException {
        Path original = BuildOutput.current().server();
        Path home = Files.createDirectory(directory.resolve("server"));
        for (String shared : new String[] {"bin", "modules", "jboss-modules.jar"}) {
            Files.createSymbolicLink(home.resolve(shared), original.resolve(shared));
        }
        Path configuration = Files.createDirectories(home.resolve(CONFIGURATION));
        try (Stream<Path> files = Files.list(original.resolve(CONFIGURATION))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        return home;
    }

    private void apply(Path home) throws Exception {
        Path script = directory.resolve("imageio.cli");
        Files.writeString(
                script,
                "embed-server\n"
                        + Files.readString(SCRIPTS.resolve("imageio.cli"))
                        + Files.readString(SCRIPTS.resolve("dedicated.cli")));
        Path output = directory.resolve("output");
        ProcessBuilder command =
                new ProcessBuilder(home.resolve("bin/jboss-cli.sh").toString(), "--file=" + script)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        command.environment().put("JBOSS_HOME", home.toString());
        command.environment().put("JAVA_OPTS", "-Dimageio.tls.keystore=" + keyStore());
        Process process = command.start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private Path keyStore() throws IOException {
        return TestPki.create().issue(LeafSpec.localhost()).writeTo(directory, "proxy").combined();
    }
}
