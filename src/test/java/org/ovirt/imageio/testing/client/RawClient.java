// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.http.MessageHead;

/**
 * An HTTP/1.1 client, most often on 127.0.0.1, that knows nothing of what it sends and reads only
 * when told.
 *
 * <p>Whatever it waits for must come within ten seconds, else the wait ends with a {@link
 * SocketTimeoutException}. Not for use by several threads, except that one may send while another
 * reads.
 */
public final class RawClient implements Closeable {

    /** How a connection can end, seen from here. */
    public enum PeerClose {
        /** The peer ended its stream. */
        CLOSED,
        /** The peer reset the connection. */
        RESET
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int BUFFER_SIZE = 64 * 1024;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d)(?: ([^\\r\\n]*))?");

    private final Socket plain;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawClient(Socket plain, Socket socket) throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_SIZE);
        this.out = socket.getOutputStream();
    }

    /** Connects without TLS. */
    public static RawClient connectPlain(int port) throws IOException {
        Socket plain = open(loopback(port), 0, TIMEOUT);
        return new RawClient(plain, plain);
    }

    /** Connects with TLS; the server must prove that it is localhost. */
    public static RawClient connect(int port, SSLContext context) throws IOException {
        return connect(port, context, 0);
    }

    /**
     * Connects with TLS and a small window, so that a client that does not read soon stops the
     * peer.
     *
     * @param receiveBuffer bytes that the system keeps for a client that does not read, about
     */
    public static RawClient connect(int port, SSLContext context, int receiveBuffer)
            throws IOException {
        return secure(open(loopback(port), receiveBuffer, TIMEOUT), "localhost", context);
    }

    /**
     * Connects to any address with TLS; the server must prove that it is there.
     *
     * @param receiveBuffer bytes that the system keeps for a client that does not read, about; 0
     *     for as many as it likes
     */
    public static RawClient connect(
            InetSocketAddress address, SSLContext context, int receiveBuffer) throws IOException {
        return secure(open(address, receiveBuffer, TIMEOUT), address.getHostString(), context);
    }

    /** The same with another limit than ten seconds for whatever this waits for. */
    public static RawClient connect(
            InetSocketAddress address, SSLContext context, int receiveBuffer, Duration patience)
            throws IOException {
        return secure(open(address, receiveBuffer, patience), address.getHostString(), context);
    }

    /** Has another limit than ten seconds for whatever this waits for from now on. */
    public RawClient patience(Duration limit) throws IOException {
        plain.setSoTimeout((int) limit.toMillis());
        return this;
    }

    /** The port on this side. */
    public int port() {
        return plain.getLocalPort();
    }

    /** Sends text, one byte per character. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    /** Sends bytes. */
    public RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Limits what the system takes of bytes that the peer does not read, about. */
    public RawClient sendBuffer(int bytes) throws IOException {
        plain.setSendBufferSize(bytes);
        return this;
    }

    /** Sends so many zero bytes. */
    public RawClient sendZeros(long count) throws IOException {
        byte[] zeros = new byte[BUFFER_SIZE];
        for (long left = count; left > 0; left -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
        out.flush();
        return this;
    }

    /**
     * Reads an answer and its body, which must have a {@code Content-Length}, be empty by its
     * status, or end with the connection.
     *
     * @throws ProtocolException when the answer is malformed or chunked
     * @throws EOFException when the connection ends before the end of the head
     */
    public RawResponse readResponse() throws IOException {
        return readResponse(true);
    }

    /** Reads an answer to a HEAD request, whose length is not that of its body. */
    public RawResponse readResponseWithoutBody() throws IOException {
        return readResponse(false);
    }

    /**
     * Waits until an answer has begun, and leaves it to be read. What is ended before that is
     * answered with an error, and not cut.
     *
     * @throws EOFException when the connection ends before
     */
    public RawClient awaitAnswer() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            throw new EOFException("The connection ended before an answer");
        }
        in.reset();
        return this;
    }

    /** Reads the head of an answer and leaves its body to the caller. */
    public MessageHead readHead() throws IOException {
        MessageHead head = MessageHead.read(in);
        if (head == null) {
            throw new EOFException("The connection ended before an answer");
        }
        return head;
    }

    /** Reads so many bytes, or fewer when the connection ends before. */
    public byte[] readBytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /**
     * Waits for the peer to end the connection.
     *
     * @throws ProtocolException when the peer sends a byte instead
     */
    public PeerClose awaitClose() throws IOException {
        try {
            if (in.read() >= 0) {
                throw new ProtocolException("The peer sent more instead of closing");
            }
            return PeerClose.CLOSED;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException e) {
            return PeerClose.RESET;
        } catch (SSLException e) {
            if (e.getCause() instanceof SocketException) {
                return PeerClose.RESET;
            }
            throw e;
        }
    }

    /** Tells the peer that nothing more will be sent; answers can still be read. */
    public RawClient halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Ends the connection with a TCP reset. */
    public void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Ends the connection without a TLS goodbye. */
    public void cut() throws IOException {
        plain.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private RawResponse readResponse(boolean bodyExpected) throws IOException {
        MessageHead head = readHead();
        Matcher line = STATUS_LINE.matcher(head.startLine());
        if (!line.matches()) {
            throw new ProtocolException("Not a status line: " + head.startLine());
        }
        int status = Integer.parseInt(line.group(1));
        String reason = line.group(2) == null ? "" : line.group(2);
        if (head.headers().firstValue("transfer-encoding").isPresent()) {
            throw new ProtocolException("The answer has a transfer coding: " + head.text());
        }
        boolean empty = !bodyExpected || status < 200 || status == 204 || status == 304;
        OptionalLong length = empty ? OptionalLong.of(0) : contentLength(head);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete = readBody(body, length.orElse(Long.MAX_VALUE));
        Ending end = length.isPresent() ? Ending.TRUNCATED : Ending.CLOSED;
        return new RawResponse(
                status,
                reason,
                head.headers(),
                body.toByteArray(),
                complete ? Ending.COMPLETE : end);
    }

    private boolean readBody(ByteArrayOutputStream body, long length) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        long left = length;
        while (left > 0) {
            int count = readSome(buffer, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return false;
            }
            body.write(buffer, 0, count);
            left -= count;
        }
        return true;
    }

    /** A reset in the middle of a body is an end, too. */
    private int readSome(byte[] buffer, int length) throws IOException {
        try {
            return in.read(buffer, 0, length);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException | SSLException e) {
            return -1;
        }
    }

    private static OptionalLong contentLength(MessageHead head) throws ProtocolException {
        List<String> values = head.headers().allValues("content-length");
        if (values.isEmpty()) {
            return OptionalLong.empty();
        }
        if (values.size() > 1 || !values.get(0).matches("\\d{1,18}")) {
            throw new ProtocolException("Not one content length: " + values);
        }
        return OptionalLong.of(Long.parseLong(values.get(0)));
    }

    private static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
    }

    private static Socket open(InetSocketAddress address, int receiveBuffer, Duration patience)
            throws IOException {
        int millis = (int) patience.toMillis();
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            socket.connect(address, millis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static RawClient secure(Socket plain, String host, SSLContext context)
            throws IOException {
        try {
            SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, host, plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new RawClient(plain, socket);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }
}
