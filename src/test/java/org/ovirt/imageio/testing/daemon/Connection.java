// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.http.MessageHead;

/** One client's connection, served by one thread until one of both ends it. */
final class Connection implements Runnable {

    private static final int IDLE_TIMEOUT_MILLIS = 60_000;
    private static final int LINGER_TIMEOUT_MILLIS = 1_000;
    private static final long LINGER_BYTES = 64L * 1024 * 1024;
    private static final int BUFFER_SIZE = 256 * 1024;
    private static final int READ_AHEAD = 16 * 1024;

    private final long id;
    private final Socket socket;
    private final SSLSocketFactory tls;
    private final Tickets tickets;
    private final Router router;
    private final Traffic traffic;
    private final Clock clock;
    private final Set<InstalledTicket> used = new HashSet<>();
    private final byte[] buffer = new byte[BUFFER_SIZE];

    /** The ticket of the operation that runs. */
    private @Nullable InstalledTicket using;

    Connection(
            long id,
            Socket socket,
            SSLSocketFactory tls,
            Tickets tickets,
            Router router,
            Traffic traffic,
            Clock clock) {
        this.id = id;
        this.socket = socket;
        this.tls = tls;
        this.tickets = tickets;
        this.router = router;
        this.traffic = traffic;
        this.clock = clock;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_TIMEOUT_MILLIS);
            try (SSLSocket secure = (SSLSocket) tls.createSocket(socket, null, true)) {
                serve(secure);
            }
        } catch (IOException e) {
            // The client left, was idle for too long, or the daemon stops: all end the connection.
        } finally {
            used.forEach(ticket -> ticket.released(id));
            traffic.closed();
        }
    }

    /** Ends the connection from another thread, whatever it is doing. */
    void abort() throws IOException {
        socket.close();
    }

    Tickets tickets() {
        return tickets;
    }

    /** For the bytes of an operation; the connection has one operation at a time. */
    byte[] buffer() {
        return buffer;
    }

    void use(InstalledTicket ticket) {
        used.add(ticket);
        ticket.usedBy(id);
        ticket.begun();
        using = ticket;
    }

    private void serve(SSLSocket secure) throws IOException {
        InputStream in = new BufferedInputStream(secure.getInputStream(), READ_AHEAD);
        OutputStream out = secure.getOutputStream();
        boolean more = true;
        while (more) {
            more = exchange(in, out);
        }
        linger(secure, in);
    }

    /** Serves one request; whether there may be another. */
    private boolean exchange(InputStream in, OutputStream out) throws IOException {
        Response response = new Response(out, clock);
        Request request;
        try {
            MessageHead head = MessageHead.read(in);
            if (head == null) {
                return false;
            }
            request = Request.of(head, in);
        } catch (ProtocolException e) {
            response.error(HttpError.malformed(400, "Bad request syntax"));
            return false;
        } catch (HttpError e) {
            response.error(e);
            return false;
        }
        traffic.seen(new SeenRequest(id, request.method(), request.target(), request.headers()));
        if (request.expectsContinue()) {
            out.write(Response.continuation());
        }
        answer(new Call(this, request, response));
        return request.keepsAlive() && !response.closing() && request.unread() == 0;
    }

    private void answer(Call call) throws IOException {
        Response response = call.response();
        try {
            router.route(call);
            if (!response.started()) {
                response.start();
            }
        } catch (HttpError e) {
            fail(call, e);
        } catch (UncheckedIOException e) {
            fail(call, HttpError.internal());
        } finally {
            if (using != null) {
                using.ended();
                using = null;
            }
        }
    }

    private static void fail(Call call, HttpError error) throws IOException {
        if (call.response().started()) {
            throw new IOException("Aborted after the answer has started", error);
        }
        if (call.request().unread() > 0) {
            call.response().close();
        }
        call.response().error(error);
    }

    /** Takes what the client still sends for a moment: a reset would destroy the last answer. */
    private void linger(SSLSocket secure, InputStream in) throws IOException {
        secure.shutdownOutput();
        secure.setSoTimeout(LINGER_TIMEOUT_MILLIS);
        long left = LINGER_BYTES;
        int count = 0;
        while (count >= 0 && left > 0) {
            count = in.read(buffer);
            left -= count;
        }
    }
}
