// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.Provider;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;

/** Moves random data to Undertow and back over one TLS connection, and compares digests. */
final class UndertowTransfer {
    private static final int SIZE = 64 << 20;

    private final byte[] data = new byte[SIZE];

    UndertowTransfer() {
        new Random(54323).nextBytes(data);
    }

    /**
     * Does both directions.
     *
     * @return the most bytes that the server gave to its socket at once
     * @throws AssertionError if the data is not the same at the other end
     */
    long run(Provider provider, String protocol) throws Exception {
        TlsIdentity identity = TlsIdentity.create();
        try (TlsServer server = TlsServer.start(identity.serverContext(provider), handler())) {
            HttpClient client =
                    HttpClient.newBuilder()
                            .sslContext(identity.clientContext(protocol))
                            .version(HttpClient.Version.HTTP_1_1)
                            .build();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(server.uri()).timeout(Duration.ofSeconds(30));
            HttpResponse<String> upload =
                    client.send(
                            request.PUT(BodyPublishers.ofByteArray(data)).build(),
                            BodyHandlers.ofString());
            expectOurs("upload", upload.body());
            HttpResponse<InputStream> download =
                    client.send(request.GET().build(), BodyHandlers.ofInputStream());
            MessageDigest received = MessageDigest.getInstance("SHA-256");
            try (InputStream body = download.body()) {
                body.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), received));
            }
            expectOurs("download", HexFormat.of().formatHex(received.digest()));
            return server.largestWrite();
        }
    }

    private void expectOurs(String direction, String digest) throws Exception {
        byte[] sent = MessageDigest.getInstance("SHA-256").digest(data);
        if (!HexFormat.of().formatHex(sent).equals(digest)) {
            throw new AssertionError("The " + direction + " is not what was sent");
        }
    }

    private HttpHandler handler() {
        return exchange -> {
            if (exchange.getRequestMethod().equals(Methods.PUT)) {
                answerDigest(exchange);
            } else {
                exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, SIZE);
                exchange.getResponseSender().send(ByteBuffer.wrap(data));
            }
        };
    }

    private static void answerDigest(HttpServerExchange exchange) throws Exception {
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        exchange.getRequestReceiver()
                .receivePartialBytes(
                        (of, part, last) -> {
                            received.update(part);
                            if (last) {
                                String digest = HexFormat.of().formatHex(received.digest());
                                of.getResponseSender().send(digest);
                            }
                        });
    }
}
