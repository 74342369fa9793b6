// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.bench.process.Installed;
import org.ovirt.imageio.testing.server.BuildOutput;
import org.ovirt.imageio.testing.server.Ports;

class DemoIT {
    private static final long SHELL_SECONDS = 60;
    private static final long UPLOAD_SIZE = 100 << 20;
    private static final long IMAGE_SIZE = 128 << 20;
    private static final int SIGTERM_STATUS = 128 + 15;

    @TempDir private Path temporary;
    private Path directory = Path.of("");
    private Path build = Path.of("");

    /** A build whose server the test may remove, and whose run directories go with it. */
    @BeforeEach
    void copyTheBuild() throws Exception {
        build = Files.createDirectory(temporary.resolve("build"));
        directory = temporary.resolve("the demo's own");
        BuildOutput original = BuildOutput.current();
        shell("cp -R '%s' '%s' '%s'".formatted(original.server(), original.war(), build));
    }

    @Test
    void whatItPrintsToPasteWorksEvenWhenTheServerIsBeingBuiltAnew() throws Exception {
        assumeTrue(Installed.find("curl").isPresent(), "curl is not installed");
        try (DemoProcess demo = launch().ready()) {
            shell("rm -r '" + build.resolve("server") + "'");
            List<String> commands = demo.commands();
            List<String> outputs = new ArrayList<>();
            for (String command : commands) {
                outputs.add(shell(commands.get(0) + "\n" + command));
            }
            assertThat(outputs).hasSize(11);
            Path uploaded = directory.resolve("upload.raw");
            Path downloaded = directory.resolve("download.raw");
            assertThat(uploaded).hasSize(UPLOAD_SIZE);
            assertThat(downloaded).hasSize(IMAGE_SIZE);
            assertThat(Files.mismatch(uploaded, downloaded)).isEqualTo(UPLOAD_SIZE);
            assertThat(outputs.get(4)).isEqualTo("same\n");
            assertThat(outputs.get(5))
                    .contains("\"start\": 0, \"length\": 104857600, \"zero\": false")
                    .contains("\"start\": 104857600, \"length\": 29360128, \"zero\": true");
            assertThat(outputs.get(9)).isEqualTo("same\n");
            assertThat(outputs.get(10)).contains("\"size\":134217728");
        }
    }

    @Test
    void itEndsWithItsServerAndStartsAgainBesideWhatPeopleHavePutIntoItsDirectory()
            throws Exception {
        Path mine = directory.resolve("mine/upload.raw");
        String url;
        try (DemoProcess demo = launch().ready()) {
            url = Files.readString(directory.resolve("image.url"));
            Files.createDirectory(mine.getParent());
            Files.writeString(mine, "mine");
            Files.writeString(directory.resolve("upload.raw"), "mine, too");
            Files.writeString(directory.resolve("disk.raw"), "written by a client");
            ProcessHandle server = demo.server();
            demo.kill();
            await().atMost(Duration.ofSeconds(10)).until(() -> !server.isAlive());
        }
        try (DemoProcess demo = launch().ready()) {
            assertThat(directory.resolve("image.url")).content().isNotEqualTo(url);
            assertThat(directory.resolve("disk.raw")).hasSize(IMAGE_SIZE);
            assertThat(mine).hasContent("mine");
            assertThat(directory.resolve("upload.raw")).hasContent("mine, too");
            assertThatASecondDemoIsKeptOut();
            ProcessHandle server = demo.server();
            assertThat(demo.log()).exists();
            assertThat(demo.terminate().exitStatus()).isEqualTo(SIGTERM_STATUS);
            assertThat(server.isAlive()).isFalse();
            assertThat(demo.log().getParent()).doesNotExist();
        }
    }

    @Test
    void ofTwoNodesTheSecondGoesOnWhereTheFirstWasKilledAndAllEndsWithTheDemo() throws Exception {
        assumeTrue(Installed.find("curl").isPresent(), "curl is not installed");
        try (DemoProcess demo = launch(twoNodes()).ready()) {
            List<ProcessHandle> servers = demo.servers();
            assertThat(servers).hasSize(2);
            List<String> commands = demo.commands();
            String directory = commands.get(0);
            String haproxy = commands.get(commands.size() - 1);
            List<String> outputs = new ArrayList<>();
            for (String command : commands.subList(1, commands.size() - 1)) {
                outputs.add(shell(directory + "\n" + command));
            }
            assertThat(servers.stream().filter(ProcessHandle::isAlive)).hasSize(1);
            assertThat(outputs.get(outputs.size() - 3)).isEqualTo("same\n");
            assertThat(outputs.get(outputs.size() - 1)).contains("\"size\":134217728");
            if (Installed.find("haproxy").isPresent()) {
                assertThat(shell(directory + "\n" + throughHaproxy(haproxy))).isEqualTo("ready\n");
            }
            assertThat(demo.terminate().exitStatus()).isEqualTo(SIGTERM_STATUS);
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
            assertThat(demo.log().getParent()).doesNotExist();
        }
    }

    /** Asks for the health of whichever node HAProxy finds, and ends it again. */
    private static String throughHaproxy(String start) {
        return """
        %s > /dev/null 2>&1 &
        haproxy=$!
        port=$(sed -n 's/.*bind 127.0.0.1://p' haproxy.cfg)
        curl --fail --silent --cacert ca.pem --retry 20 --retry-delay 1 --retry-connrefused https://localhost:$port/health/ready
        status=$?
        kill $haproxy
        exit $status
        """
                .formatted(start);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "imageio.port",
                "imageio.control.port",
                "imageio.cluster.port",
                "imageio.port.2",
                "imageio.control.port.2",
                "imageio.cluster.port.2"
            })
    void aBusyPortIsNamedWithItsOwnerBeforeAnythingIsTouched(String key) throws Exception {
        Map<String, String> properties = new HashMap<>(twoNodes());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            properties.put(key, Integer.toString(taken.getLocalPort()));
            assertThatTheBusyPortIsNamed(key, taken.getLocalPort(), properties);
        }
    }

    private void assertThatTheBusyPortIsNamed(String key, int port, Map<String, String> properties)
            throws Exception {
        try (DemoProcess demo = launch(properties)) {
            assertThat(demo.exitStatus()).isEqualTo(1);
            assertThat(demo.errors())
                    .contains("Port " + port + " is taken")
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("-D" + key + "=");
            assertThat(directory).doesNotExist();
        }
    }

    private void assertThatASecondDemoIsKeptOut() throws Exception {
        try (DemoProcess second = launch()) {
            assertThat(second.exitStatus()).isEqualTo(1);
            assertThat(second.errors())
                    .contains("Another demo runs in " + directory)
                    .contains("-Dimageio.demo.directory=");
        }
    }

    private static Map<String, String> twoNodes() {
        Map<String, String> properties = new HashMap<>();
        properties.put("imageio.demo.nodes", "2");
        for (String key :
                List.of(
                        "imageio.cluster.port",
                        "imageio.port.2",
                        "imageio.control.port.2",
                        "imageio.cluster.port.2",
                        "imageio.haproxy.port")) {
            properties.put(key, Integer.toString(Ports.free()));
        }
        return properties;
    }

    private DemoProcess launch() throws IOException {
        return launch(Map.of());
    }

    private DemoProcess launch(Map<String, String> more) throws IOException {
        Map<String, String> properties = new HashMap<>();
        properties.put("imageio.build.directory", build.toString());
        properties.put("imageio.demo.directory", directory.toString());
        properties.put("imageio.demo.mebibytes", "128");
        properties.put("imageio.port", Integer.toString(Ports.free()));
        properties.put("imageio.control.port", Integer.toString(Ports.free()));
        properties.putAll(more);
        return DemoProcess.launch(temporary, properties);
    }

    /** Runs a script, which has to succeed, and returns what it prints. */
    private String shell(String script) throws IOException, InterruptedException {
        Path output = Files.createTempFile(temporary, "shell", ".out");
        Path errors = Files.createTempFile(temporary, "shell", ".err");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", script)
                        .directory(temporary.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        // Whatever proxy the network here asks for.
        builder.environment().put("no_proxy", "localhost");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(SHELL_SECONDS, TimeUnit.SECONDS)).as(script).isTrue();
            assertThat(process.exitValue()).as(script + "\n" + Files.readString(errors)).isZero();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
