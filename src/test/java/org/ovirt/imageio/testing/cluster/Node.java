// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.server.Management;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.world.Engine;

/**
 * One proxy of a cluster. It keeps its addresses, ports and directory through all its lives.
 *
 * <p>Any thread may ask it; whoever does something to it is alone.
 */
public final class Node implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 100;

    private final int number;
    private final Place place;
    private final SSLContext trust;
    private final HttpClient client;
    private final OpenDoor door;
    private final Engine engine;
    private volatile ProxyServer server;
    private @Nullable Pause pause;

    private Node(int number, Place place, SSLContext trust, OpenDoor door, ProxyServer server) {
        this.number = number;
        this.place = place;
        this.trust = trust;
        this.door = door;
        this.server = server;
        client = newClient(trust);
        engine = new Engine(controlUri());
    }

    /**
     * Starts a node and does not wait.
     *
     * @param number its number in the cluster, from 0
     * @param trust what its clients trust
     */
    static Node launch(int number, Place place, SSLContext trust, ProxyServer.Builder builder)
            throws IOException {
        builder.address(place.clientAddress()).startedBy(place.prefix());
        ProxyServer server = builder.launch();
        try {
            OpenDoor door = OpenDoor.to(place, server.controlPort(), server.managementPort());
            return new Node(number, place, trust, door, server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Its number in the cluster, from 0. */
    public int number() {
        return number;
    }

    Place place() {
        return place;
    }

    /** The root of its data API. */
    public URI baseUri() {
        return server.baseUri();
    }

    /** The root of its control API, also from here. */
    public URI controlUri() {
        return server.controlUri();
    }

    /** Where jboss-cli.sh connects, also from here. */
    public int managementPort() {
        return server.managementPort();
    }

    /** What an administrator tells it with jboss-cli.sh, also from here. */
    public Management management() {
        return server.management();
    }

    /** An Engine that has the control API of this node. */
    public Engine engine() {
        return engine;
    }

    /** All that it has printed since its last start; what it printed before is beside it. */
    public Path log() {
        return server.log();
    }

    /** Its process. */
    public long pid() {
        return server.pid();
    }

    /** Where an image is on this node. */
    public URI imageUri(String id) {
        return baseUri().resolve("images/" + id);
    }

    /** A new connection on which anything can be sent. */
    public RawClient connect() throws IOException {
        return RawClient.connect(dataAddress(), trust, 0);
    }

    /** The same with a small window, so that a client that does not read soon stops the node. */
    public RawClient connect(int receiveBuffer) throws IOException {
        return RawClient.connect(dataAddress(), trust, receiveBuffer);
    }

    /** Where its clients connect. */
    public InetSocketAddress dataAddress() {
        return new InetSocketAddress(place.clientAddress(), server.dataPort());
    }

    /** Whether its process runs, stopped or not. */
    public boolean isAlive() {
        return server.isAlive();
    }

    /** Whether it says that it is ready. */
    public boolean isReady() {
        HttpRequest request =
                HttpRequest.newBuilder(baseUri().resolve("health/ready"))
                        .timeout(ANSWER_LIMIT)
                        .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends it by SIGKILL, at once. */
    public void kill() throws IOException, InterruptedException {
        server.kill();
        resume();
    }

    /** Stops it by SIGSTOP: its connections stay, and it does nothing. */
    public void pause() throws IOException {
        if (pause == null) {
            pause = Pause.of(server.pid());
        }
    }

    /** Lets it go on by SIGCONT, if it is stopped. */
    public void resume() throws IOException {
        if (pause != null) {
            pause.close();
            pause = null;
        }
    }

    /** Sends it a SIGTERM, by which it stops gracefully, and does not wait. */
    public void terminate() {
        server.terminate();
    }

    /** Waits until its process has ended. */
    public void awaitEnd() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (isAlive()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("Node " + number + " still runs; its log is " + log());
            }
            MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Starts it again after its process has ended, and does not wait. */
    public void launchAgain() throws IOException {
        server = server.launchAgain();
    }

    /** Ends it gracefully, starts it again, and does not wait. */
    public void restart() throws IOException, InterruptedException {
        resume();
        terminate();
        awaitEnd();
        launchAgain();
    }

    /**
     * Waits until it has started and says that it is ready.
     *
     * @throws IllegalStateException with an excerpt of the log when it does not start
     */
    public void awaitReady(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        server.awaitStart();
        while (!isReady()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        "Node " + number + " does not get ready; its log is " + log());
            }
            MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        resume();
        door.close();
        server.close();
    }

    @Override
    public String toString() {
        return "node " + number;
    }

    private static HttpClient newClient(SSLContext trust) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust)
                .connectTimeout(ANSWER_LIMIT)
                .build();
    }
}
