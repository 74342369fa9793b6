// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.ovirt.imageio.testing.world.World;

/**
 * Sends whole requests and reads whole answers, as most clients do. Header fields are given as
 * names and values in turn.
 */
final class ImageClient {
    private final HttpClient http;

    ImageClient(World world) {
        http = world.client();
    }

    HttpResponse<String> get(URI uri, String... fields) throws IOException, InterruptedException {
        return send("GET", uri, BodyPublishers.noBody(), fields);
    }

    HttpResponse<byte[]> download(URI uri, String... fields)
            throws IOException, InterruptedException {
        return http.send(
                request("GET", uri, BodyPublishers.noBody(), fields), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> options(URI uri, String... fields)
            throws IOException, InterruptedException {
        return send("OPTIONS", uri, BodyPublishers.noBody(), fields);
    }

    HttpResponse<String> put(URI uri, byte[] body, String... fields)
            throws IOException, InterruptedException {
        return send("PUT", uri, BodyPublishers.ofByteArray(body), fields);
    }

    HttpResponse<String> patch(URI uri, String body, String... fields)
            throws IOException, InterruptedException {
        return send("PATCH", uri, BodyPublishers.ofString(body), fields);
    }

    HttpResponse<String> send(String method, URI uri, BodyPublisher body, String... fields)
            throws IOException, InterruptedException {
        return http.send(request(method, uri, body, fields), BodyHandlers.ofString());
    }

    static HttpRequest request(String method, URI uri, BodyPublisher body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return request.build();
    }
}
