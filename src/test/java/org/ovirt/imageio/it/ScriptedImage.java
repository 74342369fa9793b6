// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.util.UUID;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.scripted.Script;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.World;

/** An image on a daemon that does what scripts say, with a ticket for it at the proxy. */
final class ScriptedImage implements Closeable {
    /** Long enough for a daemon's own silence to be noticed first. */
    private static final int INACTIVITY_SECONDS = 60;

    /** The answer that all went well, without a body. */
    static final String OK = ok("");

    private final World world;
    private final ScriptedDaemon daemon;
    private final String id = UUID.randomUUID().toString();

    private ScriptedImage(World world, ScriptedDaemon daemon) {
        this.world = world;
        this.daemon = daemon;
    }

    /** An image of a size on a new daemon that the proxy trusts. */
    static ScriptedImage create(World world, long size) throws IOException {
        return create(world, size, INACTIVITY_SECONDS);
    }

    /** The same, whose clients may be still for so many seconds. */
    static ScriptedImage create(World world, long size, int inactivitySeconds) throws IOException {
        return on(
                world,
                ScriptedDaemon.start(
                        world.pki().serverContext(world.pki().issue(LeafSpec.localhost()))),
                size,
                inactivitySeconds);
    }

    /** An image on a daemon of any kind, which is closed with it. */
    static ScriptedImage on(World world, ScriptedDaemon daemon, long size) throws IOException {
        return on(world, daemon, size, INACTIVITY_SECONDS);
    }

    private static ScriptedImage on(
            World world, ScriptedDaemon daemon, long size, int inactivitySeconds)
            throws IOException {
        ScriptedImage image = new ScriptedImage(world, daemon);
        image.install(
                Json.createObjectBuilder()
                        .add("url", daemon.imageUri(image.id).toString())
                        .add("size", size)
                        .add("inactivity_timeout", inactivitySeconds));
        return image;
    }

    /** Installs a ticket for reading and writing. */
    private void install(JsonObjectBuilder more) throws IOException {
        JsonObject ticket =
                more.add("uuid", id)
                        .add("ops", Json.createArrayBuilder().add("read").add("write"))
                        .add("timeout", 300)
                        .add("transfer_id", transferId())
                        .build();
        assertThat(world.engine().put(id, ticket.toString()).statusCode()).isEqualTo(200);
    }

    /** The script of the daemon's next request. */
    ScriptedImage onRequest(Script script) {
        daemon.onRequest(script);
        return this;
    }

    ScriptedDaemon daemon() {
        return daemon;
    }

    /** The ticket's id, which is a secret. */
    String id() {
        return id;
    }

    /** What the proxy's log calls the transfer. */
    String transferId() {
        return "transfer-" + id.substring(0, 8);
    }

    /** A new connection to the proxy. */
    RawClient connect() throws IOException {
        return world.connect();
    }

    /** The head of a request for the image. */
    String head(String method, String... fields) {
        return headOf(method, "", fields);
    }

    /** The head of a request for a part of the image, such as {@code /extents}. */
    String headOf(String method, String suffix, String... fields) {
        StringBuilder head = new StringBuilder();
        head.append(method).append(" /images/").append(id).append(suffix).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** The head of an upload of the image's first bytes. */
    String put(long length, String... fields) {
        String[] all = new String[fields.length + 1];
        all[0] = "Content-Length: " + length;
        System.arraycopy(fields, 0, all, 1, fields.length);
        return head("PUT", all);
    }

    /** Downloads the image. */
    RawResponse get(RawClient client) throws IOException {
        return client.send(head("GET")).readResponse();
    }

    /** Uploads so many zeros at once and reads the answer. */
    RawResponse putZeros(RawClient client, long length) throws IOException {
        return client.send(put(length)).sendZeros(length).readResponse();
    }

    /** The head of a good answer whose body has a length. */
    static String ok(long length) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** A good answer with a body. */
    static String ok(String body) {
        return ok(body.length()) + body;
    }

    @Override
    public void close() throws IOException {
        daemon.close();
    }
}
