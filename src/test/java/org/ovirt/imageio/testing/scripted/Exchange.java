// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.http.MessageHead;

/**
 * The steps a {@link Script} can take on its connection, in any order.
 *
 * <p>A step waits as long as it must; the end of the daemon ends all waits. What a script does not
 * read stays unread, so that a peer that goes on sending is stopped by a full window.
 */
public final class Exchange {

    private static final int BUFFER_SIZE = 64 * 1024;

    private final ScriptedConnection connection;
    private final HoldingSocket plain;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private @Nullable MessageHead head;

    Exchange(
            ScriptedConnection connection,
            HoldingSocket plain,
            Socket socket,
            BufferedInputStream in)
            throws IOException {
        this.connection = connection;
        this.plain = plain;
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
    }

    /** Reads the head of a request and shows it to the test. */
    public Exchange readHead() throws IOException {
        MessageHead read = MessageHead.read(in);
        if (read == null) {
            throw new EOFException("The peer ended the connection before a request");
        }
        head = read;
        connection.received(read);
        return this;
    }

    /**
     * The head that was read last.
     *
     * @throws IllegalStateException when none was read
     */
    public MessageHead head() {
        if (head == null) {
            throw new IllegalStateException("The script has not read a head");
        }
        return head;
    }

    /** Reads so many bytes of a body. */
    public Exchange readBody(long length) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("The peer ended the connection inside a body");
            }
            connection.receivedBody(count);
            left -= count;
        }
        return this;
    }

    /** Reads the whole body that the head announced with its {@code Content-Length}. */
    public Exchange readBody() throws IOException {
        return readBody(head().headers().firstValueAsLong("content-length").orElse(0));
    }

    /** Reads a small body that the head announced, and hands it to the test. */
    public Exchange readText(Consumer<String> test) throws IOException {
        int length = (int) head().headers().firstValueAsLong("content-length").orElse(0);
        byte[] body = in.readNBytes(length);
        connection.receivedBody(body.length);
        if (body.length < length) {
            throw new EOFException("The peer ended the connection inside a body");
        }
        test.accept(new String(body, UTF_8));
        return this;
    }

    /** Sends text as it is, one byte per character. */
    public Exchange send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    /** Sends bytes as they are. */
    public Exchange send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends text so many times, each time in a piece of its own. */
    public Exchange sendRepeatedly(String text, int times) throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        for (int i = 0; i < times; i++) {
            send(bytes);
        }
        return this;
    }

    /** Limits what the system takes of bytes that the peer does not read, about. */
    public Exchange sendBuffer(int bytes) throws IOException {
        socket.setSendBufferSize(bytes);
        return this;
    }

    /** Sends so many zero bytes. */
    public Exchange sendZeros(long length) throws IOException {
        byte[] zeros = new byte[BUFFER_SIZE];
        for (long left = length; left > 0; left -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(zeros.length, left));
        }
        out.flush();
        return this;
    }

    /** Takes steps whose bytes go to the system together, in one piece of however many records. */
    public Exchange atOnce(Script steps) throws IOException, InterruptedException {
        plain.hold();
        steps.run(this);
        plain.release();
        return this;
    }

    /** Sends half of the TLS record that holds some text. Nothing that follows is sent. */
    public Exchange sendHalfRecord(String text) throws IOException {
        plain.hold();
        send(text);
        plain.releaseHalf();
        return this;
    }

    /** Sends text one character at a time, each when the test has given a permit. */
    public Exchange trickle(Semaphore permits, String text)
            throws IOException, InterruptedException {
        return sendEach(permits, text.chars().mapToObj(Character::toString).toList());
    }

    /** Sends pieces of text, each when the test has given a permit. */
    public Exchange sendEach(Semaphore permits, List<String> pieces)
            throws IOException, InterruptedException {
        for (String piece : pieces) {
            permits.acquire();
            send(piece);
        }
        return this;
    }

    /** Does nothing until the test says so. */
    public Exchange await(CountDownLatch signal) throws InterruptedException {
        signal.await();
        return this;
    }

    /** Tells the test that the script has come here. */
    public Exchange signal(CountDownLatch signal) {
        signal.countDown();
        return this;
    }

    /** Does nothing, and reads nothing, until the daemon ends. */
    public void stall() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Reads on, as if all were body, until the peer ends the connection. */
    public void awaitPeerClose() throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            connection.receivedBody(count);
        }
    }

    /** Tells the peer that nothing more comes, and leaves the other direction open. */
    public Exchange halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Ends the connection as it should be: with a TLS goodbye. */
    public void close() throws IOException {
        connection.close(socket);
    }

    /**
     * Ends the connection without a TLS goodbye. The system turns this into a reset when it holds
     * bytes that the script has not read.
     */
    public void cut() throws IOException {
        connection.cut();
    }

    /** Ends the connection with a TCP reset, which also destroys what was sent but not received. */
    public void reset() throws IOException {
        connection.reset();
    }

    /** Waits for the next request's first byte; whether there is one. */
    boolean isRequestComing() throws IOException {
        in.mark(1);
        boolean coming = in.read() >= 0;
        if (coming) {
            in.reset();
        }
        return coming;
    }
}
