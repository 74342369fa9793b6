// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import org.ovirt.imageio.testing.daemon.DaemonTicket;

/** Talks to the control API in the words of the Engine. */
public final class Engine {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI control;
    private final Duration patience;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The Engine of the proxy with this control API. */
    public Engine(URI control) {
        this(control, PATIENCE);
    }

    /** The same, which waits so long for an answer. */
    public Engine(URI control, Duration patience) {
        this.control = control;
        this.patience = patience;
    }

    /** Installs a ticket for an image that a daemon serves; fails if the proxy refuses it. */
    public void install(DaemonTicket ticket, URI image) throws IOException {
        JsonObject json = json(ticket, image).build();
        HttpResponse<String> response = put(ticket.uuid(), json.toString());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
    }

    /** The JSON of a ticket. */
    public static JsonObjectBuilder json(DaemonTicket ticket, URI image) {
        JsonArrayBuilder ops = Json.createArrayBuilder();
        ticket.ops().forEach(op -> ops.add(op.name().toLowerCase(Locale.ROOT)));
        JsonObjectBuilder json =
                Json.createObjectBuilder()
                        .add("uuid", ticket.uuid())
                        .add("size", ticket.size())
                        .add("ops", ops)
                        .add("timeout", ticket.timeout().toSeconds())
                        .add("url", image.toString())
                        .add("transfer_id", "transfer-" + ticket.uuid().substring(0, 8))
                        .add("sparse", ticket.sparse())
                        .add("dirty", ticket.dirty());
        if (ticket.filename() != null) {
            json.add("filename", ticket.filename());
        }
        return json;
    }

    /** {@code PUT /tickets/ID}. */
    public HttpResponse<String> put(String id, String body) throws IOException {
        return send("PUT", id, body);
    }

    /** {@code PATCH /tickets/ID}. */
    public HttpResponse<String> patch(String id, String body) throws IOException {
        return send("PATCH", id, body);
    }

    /** {@code DELETE /tickets/ID}. */
    public HttpResponse<String> delete(String id) throws IOException {
        return send("DELETE", id, "");
    }

    /** {@code GET /tickets/ID}. */
    public HttpResponse<String> get(String id) throws IOException {
        return send("GET", id, "");
    }

    /** What the proxy tells about a transfer. */
    public JsonObject status(String id) throws IOException {
        HttpResponse<String> response = get(id);
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    private HttpResponse<String> send(String method, String id, String body) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(control.resolve("tickets/" + id))
                        .timeout(patience)
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
