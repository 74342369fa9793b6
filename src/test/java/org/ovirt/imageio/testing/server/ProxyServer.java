// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running proxy: the WildFly that the build has provisioned, in a process of its own, on loopback
 * or another address of this machine, with the proxy's WAR deployed.
 *
 * <p>Any number can run at once. Each ends when it is closed, and also when this JVM ends in any
 * way, a SIGKILL included.
 */
public final class ProxyServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 50;

    private final Launch launch;
    private final Process process;

    private ProxyServer(Launch launch, Process process) {
        this.launch = launch;
        this.process = process;
    }

    /** All that it takes to start a server, any number of times one after another. */
    private record Launch(
            ServerBase base,
            ProcessBuilder command,
            String host,
            int dataPort,
            int controlPort,
            int managementPort) {
        ProxyServer run() throws IOException {
            base.keepConsole();
            return new ProxyServer(this, command.start());
        }
    }

    /**
     * What to start.
     *
     * @param keyStore the server's certificate and private key, in one PEM file
     */
    public static Builder builder(Path keyStore) {
        return new Builder(keyStore);
    }

    /** Where clients connect: https. */
    public int dataPort() {
        return launch.dataPort();
    }

    /** Where the Engine connects: http. */
    public int controlPort() {
        return launch.controlPort();
    }

    /** Where jboss-cli.sh and Arquillian connect. */
    public int managementPort() {
        return launch.managementPort();
    }

    /** The server's JVM. */
    public long pid() {
        return process.pid();
    }

    /** CPU time that its I/O threads have used so far. */
    public Duration ioThreadsCpu() throws IOException {
        return ThreadTimes.cpu(pid(), "I/O");
    }

    /**
     * Bytes that a client has sent from this port and the server has not read.
     *
     * @throws IOException when there is no such connection
     */
    public long unreadBytes(int clientPort) throws IOException {
        return TcpSocket.all()
                .filter(TcpSocket::isEstablished)
                .filter(socket -> socket.localPort() == dataPort())
                .filter(socket -> socket.remotePort() == clientPort)
                .findFirst()
                .orElseThrow(() -> new IOException("No connection from port " + clientPort))
                .unread();
    }

    /** All that the server has printed; gone after {@link #close()}. */
    public Path log() {
        return launch.base().console();
    }

    /** The root of the data API, {@code https://localhost:<port>/} unless it has another host. */
    public URI baseUri() {
        return URI.create("https://" + launch.host() + ":" + dataPort() + "/");
    }

    /** The root of the control API, {@code http://localhost:<port>/}. */
    public URI controlUri() {
        return URI.create("http://localhost:" + controlPort() + "/");
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until its process has ended, for whatever reason. */
    public void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Sends it a SIGTERM and waits for nothing. */
    public void terminate() {
        // Not by the process itself, which would close the pipe that says whether the parent lives.
        process.toHandle().destroy();
    }

    /** Tells it what an administrator tells it with {@code jboss-cli.sh}. */
    public Management management() {
        return new Management(managementPort());
    }

    /** Sends a SIGKILL and waits until the process has ended. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /**
     * Starts this server, which has ended, once more in its directory and on its ports, and does
     * not wait. What it printed before is beside its {@link #log()}.
     *
     * @return the server from now on, which is to be closed in place of this one
     * @throws IllegalStateException when it runs
     */
    public ProxyServer launchAgain() throws IOException {
        if (process.isAlive()) {
            throw new IllegalStateException("The server " + pid() + " has not ended");
        }
        return launch.run();
    }

    /** Stops the server gracefully, or else by force, and removes its files. */
    @Override
    public void close() {
        stop();
        try {
            launch.base().delete();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + launch.base().directory(), e);
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until the server says that it has started.
     *
     * @throws IllegalStateException with an excerpt of the log when it does not, or with errors;
     *     its process is killed then
     */
    public ProxyServer awaitStart() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                BootLog log = BootLog.read(log());
                if (log.isStartedWithErrors()) {
                    throw failure("started with errors", log);
                }
                if (ended) {
                    throw failure("ended with exit status " + process.exitValue(), log);
                }
                if (log.isStarted()) {
                    return this;
                }
            }
            throw failure("did not start in " + START_LIMIT, BootLog.read(log()));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the server was starting", e);
        }
    }

    private IllegalStateException failure(String what, BootLog log) {
        process.destroyForcibly();
        return new IllegalStateException(
                "The server %s. Its log is %s:%n%s".formatted(what, log(), log.excerpt()));
    }

    /** Collects what a server is started with. */
    public static final class Builder {

        private final Path keyStore;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private boolean deployed = true;
        private boolean installationCopied;
        private int dataPort;
        private int controlPort;
        private String host = "localhost";
        private List<String> commandPrefix = List.of();
        private @Nullable Path daemonCa;

        private Builder(Path keyStore) {
            this.keyStore = keyStore;
        }

        /** The certificate authority of the daemons, as PEM. */
        public Builder daemonCa(Path pem) {
            daemonCa = pem;
            return this;
        }

        /** A port for clients instead of any free one. */
        public Builder dataPort(int port) {
            dataPort = port;
            return this;
        }

        /** A port for the Engine instead of any free one. */
        public Builder controlPort(int port) {
            controlPort = port;
            return this;
        }

        /** An IPv4 address for clients instead of loopback, by which {@link #baseUri} names it. */
        public Builder address(String ipv4) {
            host = ipv4;
            return property("imageio.bind.address", ipv4);
        }

        /**
         * Starts the server by this command, which takes the server's own command as its last
         * arguments and becomes it, without a process in between.
         */
        public Builder startedBy(List<String> command) {
            commandPrefix = List.copyOf(command);
            return this;
        }

        /** One more system property of the server, or another value for one that is set anyway. */
        public Builder property(String key, String value) {
            properties.put(key, value);
            return this;
        }

        /** More options for the JVM, after those of {@code bin/jvm.options}. */
        public Builder jvmOptions(String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        /**
         * A JVM that has started after half of the processor's time, and never gets as fast as that
         * of an installation.
         */
        public Builder quickJvm() {
            return jvmOptions("-XX:TieredStopAtLevel=1");
        }

        /** One more variable of the server's environment, besides this process's own. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Another JDK than the one that runs this. */
        public Builder javaHome(Path jdk) {
            javaHome = jdk;
            return this;
        }

        /** Leaves the root context empty, for a deployment that comes later. */
        public Builder withoutDeployment() {
            deployed = false;
            return this;
        }

        /**
         * Runs a copy of the installation, which lasts as long as the server, so that a build may
         * replace the original.
         */
        public Builder withOwnInstallation() {
            installationCopied = true;
            return this;
        }

        /**
         * Starts the server and waits until it is ready.
         *
         * @throws PortBusyException when a port that was asked for is taken
         * @throws IllegalStateException with an excerpt of the log when the server does not start,
         *     or starts with errors
         */
        public ProxyServer start() throws IOException {
            return launch().awaitStart();
        }

        /**
         * Starts the server and does not wait.
         *
         * @throws PortBusyException when a port that was asked for is taken
         */
        public ProxyServer launch() throws IOException {
            BuildOutput build = BuildOutput.current();
            int data = port(dataPort, "imageio.port");
            int control = port(controlPort, "imageio.control.port");
            int management = Ports.free();
            ServerBase base = new ServerBase(build.newRunDirectory("proxy"));
            Path home = installationCopied ? base.copyOf(build.server()) : build.server();
            base.create(home, deployed ? Optional.of(build.war()) : Optional.empty());
            ServerCommand command =
                    new ServerCommand(
                            javaHome,
                            home,
                            base,
                            List.copyOf(jvmOptions),
                            allProperties(data, control, management));
            List<String> line = new ArrayList<>(commandPrefix);
            line.addAll(command.arguments());
            ProcessBuilder builder =
                    new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .redirectOutput(base.console().toFile());
            builder.environment().putAll(environment);
            return new Launch(base, builder, host, data, control, management).run();
        }

        private static int port(int wanted, String key) {
            if (wanted == 0) {
                return Ports.free();
            }
            Ports.requireFree(wanted, key);
            return wanted;
        }

        private Map<String, String> allProperties(int data, int control, int management) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("imageio.bind.address", "127.0.0.1");
            all.put("imageio.port", Integer.toString(data));
            all.put("imageio.control.port", Integer.toString(control));
            all.put("imageio.tls.keystore", keyStore.toAbsolutePath().toString());
            all.put(
                    "imageio.io-threads",
                    Integer.toString(Runtime.getRuntime().availableProcessors()));
            all.put("jboss.management.http.port", Integer.toString(management));
            all.put("org.wildfly.sigterm.suspend.timeout", "-1");
            // Nobody waits for what a test has left behind.
            all.put("imageio.stop.drain-timeout", "1");
            if (daemonCa != null) {
                all.put("imageio.daemon.ca-file", daemonCa.toAbsolutePath().toString());
            }
            all.putAll(properties);
            return all;
        }
    }
}
