// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.http.MessageHead;

/**
 * A connection to one node, on which requests for one image follow one another.
 *
 * <p>Each ends with its success, with a {@link RefusedException} when there is no use in trying
 * again, or with an {@link IOException} when there is; then this connection is not used any more.
 */
final class Link implements Closeable {
    private static final int SLICE = 64 * 1024;

    /** Small, so that a node has much of a download left when it dies. */
    private static final int RECEIVE_BUFFER = 64 * 1024;

    private static final Set<Integer> LATER = Set.of(408, 409, 429, 500, 502, 503, 504);
    private static final Duration SOON = Duration.ofMillis(500);

    private final Target target;
    private final Settings settings;
    private final StallGuard guard;
    private final RawClient client;
    private volatile long progressed = System.nanoTime();

    private Link(Target target, Settings settings, StallGuard guard, RawClient client) {
        this.target = target;
        this.settings = settings;
        this.guard = guard;
        this.client = client;
    }

    /** Connects to a node that says that it is ready, as what balances load would. */
    static Link open(Target target, Settings settings, StallGuard guard) throws IOException {
        RawClient client =
                RawClient.connect(
                        target.address(), settings.trust(), RECEIVE_BUFFER, settings.patience());
        Link link = new Link(target, settings, guard, client);
        guard.add(link);
        try {
            link.requireReady();
            return link;
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    Target target() {
        return target;
    }

    boolean standsStillFor(Duration limit) {
        return System.nanoTime() - progressed > limit.toNanos();
    }

    /** Ends the connection from another thread, whatever it is doing. */
    void cut() throws IOException {
        client.cut();
    }

    /** Writes bytes and leaves the flush for later. */
    void put(Chunk chunk, byte[] bytes) throws IOException, InterruptedException {
        begin(
                "PUT",
                "?flush=n",
                "Content-Length: " + bytes.length,
                "Content-Range: bytes %d-%d/*".formatted(chunk.start(), chunk.end() - 1));
        for (int sent = 0; sent < bytes.length; sent += SLICE) {
            client.send(Arrays.copyOfRange(bytes, sent, Math.min(bytes.length, sent + SLICE)));
            progress();
            pace(SLICE);
        }
        requireOk("PUT", client.readResponse());
    }

    /** Flushes the image. */
    void flush() throws IOException {
        byte[] body = "{\"op\": \"flush\"}".getBytes(UTF_8);
        begin("PATCH", "", "Content-Type: application/json", "Content-Length: " + body.length);
        client.send(body);
        requireOk("PATCH", client.readResponse());
    }

    /** Takes bytes of an image as they come. */
    @FunctionalInterface
    interface Sink {
        /** Takes the next bytes. */
        void take(byte[] bytes);
    }

    /** Reads bytes from one position to before another. */
    void get(long from, long to, Sink sink) throws IOException, InterruptedException {
        begin("GET", "", "Range: bytes=%d-%d".formatted(from, to - 1));
        MessageHead head = client.readHead();
        if (!head.startLine().startsWith("HTTP/1.1 206 ")) {
            int length = (int) head.headers().firstValueAsLong("content-length").orElse(0);
            int status = Integer.parseInt(head.startLine().split(" ", -1)[1]);
            fail("GET", status, new String(client.readBytes(length), UTF_8), retryAfter(head));
        }
        String range = head.headers().firstValue("content-range").orElse("");
        if (!range.startsWith("bytes %d-%d/".formatted(from, to - 1))) {
            throw new ProtocolException("Not what was asked for: " + range);
        }
        for (long left = to - from; left > 0; ) {
            int wanted = (int) Math.min(left, SLICE);
            byte[] bytes = client.readBytes(wanted);
            sink.take(bytes);
            if (bytes.length < wanted) {
                throw new EOFException(left + " bytes did not come");
            }
            left -= bytes.length;
            progress();
            pace(bytes.length);
        }
    }

    @Override
    public void close() throws IOException {
        guard.remove(this);
        // No goodbye: whoever does not answer would not take it.
        client.cut();
    }

    private void requireReady() throws IOException {
        client.send("GET /health/ready HTTP/1.1\r\nHost: " + target.image().getAuthority());
        client.send("\r\n\r\n");
        RawResponse response = client.readResponse();
        // A proxy without the endpoint is ready when it answers.
        if (response.status() != 404) {
            requireOk("GET /health/ready", response);
        }
        progress();
    }

    private void begin(String method, String query, String... fields) throws IOException {
        progress();
        StringBuilder head = new StringBuilder(target.head(method, query));
        settings.fields().forEach(field -> head.append(field).append("\r\n"));
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        client.send(head.append("\r\n").toString());
    }

    private void progress() {
        progressed = System.nanoTime();
    }

    private void pace(int bytes) throws InterruptedException {
        NANOSECONDS.sleep(settings.timeOf(bytes).toNanos());
        progress();
    }

    private void requireOk(String request, RawResponse response) throws IOException {
        if (response.status() != 200) {
            String text = response.header("Retry-After");
            fail(request, response.status(), response.text(), text);
        }
        if (response.ending() == Ending.TRUNCATED) {
            throw new EOFException("The answer was cut");
        }
        if (response.header("Connection").toLowerCase(Locale.ROOT).equals("close")) {
            client.close();
        }
    }

    private void fail(String request, int status, String text, String retryAfter)
            throws IOException {
        if (!LATER.contains(status)) {
            throw new RefusedException(request + " " + target.address(), status, text);
        }
        Duration delay =
                retryAfter.isEmpty() ? SOON : Duration.ofSeconds(Long.parseLong(retryAfter));
        throw new RetryLaterException(request + " " + target.address(), status, text, delay);
    }

    private static String retryAfter(MessageHead head) {
        return head.headers().firstValue("retry-after").orElse("");
    }
}
