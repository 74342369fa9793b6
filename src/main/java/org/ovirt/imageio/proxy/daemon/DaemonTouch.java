// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioExecutor;
import org.xnio.XnioWorker;

/**
 * Tells daemons that a client is still there, without moving a byte: a daemon takes {@code OPTIONS
 * /images/<id>} for activity, which extends its ticket and restarts its idle time.
 *
 * <p>Each time on a connection of its own, since an open one would keep the image open on the host.
 * All have one I/O thread, which begins with the first: a proxy that loses no node has none.
 */
public final class DaemonTouch implements AutoCloseable {
    private static final int OK = 200;
    private static final OptionMap THREADS =
            OptionMap.builder()
                    .set(Options.WORKER_NAME, "imageio-touch")
                    .set(Options.WORKER_IO_THREADS, 1)
                    .set(Options.WORKER_TASK_CORE_THREADS, 1)
                    .set(Options.WORKER_TASK_MAX_THREADS, 1)
                    .set(Options.THREAD_DAEMON, true)
                    .getMap();

    private final DaemonClient daemons;
    private final long limitMillis;
    private @Nullable XnioWorker worker;
    private @Nullable IoLoop loop;
    private boolean closed;

    /**
     * Creates it.
     *
     * @param daemons opens exchanges
     * @param config its connect timeout is the time in which a daemon must have answered
     */
    public DaemonTouch(DaemonClient daemons, DaemonConfig config) {
        this.daemons = daemons;
        limitMillis = config.connectTimeout().toMillis();
    }

    /**
     * Touches the ticket of an image. Looks the daemon up, which may block; not for I/O threads.
     *
     * @param uri the image
     * @param vouched whether the Engine has installed the ticket; if not, its daemon is checked
     * @return what is done when the daemon has said that it has; or fails with a {@link
     *     ProblemException}
     */
    public CompletableFuture<Void> touch(DaemonUri uri, boolean vouched) {
        try {
            DaemonRoute route = vouched ? daemons.route(uri) : daemons.trustedRoute(uri);
            IoLoop current = loop();
            Touching touching = new Touching(current);
            current.thread().execute(() -> touching.begin(route));
            return touching.done;
        } catch (ProblemException | RejectedExecutionException | IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized IoLoop loop() throws IOException {
        if (closed) {
            throw new RejectedExecutionException("the proxy stops");
        }
        if (loop == null) {
            worker = Xnio.getInstance().createWorker(THREADS);
            loop = new IoLoop(worker.getIoThread());
        }
        return loop;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (worker != null) {
            worker.shutdown();
        }
    }

    /** One request; confined to its I/O thread. */
    private final class Touching implements DaemonExchange.Listener {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final IoLoop loop;
        private @Nullable DaemonExchange exchange;
        private XnioExecutor.@Nullable Key alarm;
        private String path = "";

        Touching(IoLoop loop) {
            this.loop = loop;
        }

        void begin(DaemonRoute route) {
            path = route.uri().path();
            alarm =
                    loop.thread()
                            .executeAfter(
                                    () ->
                                            end(
                                                    problem(
                                                            Problem.DAEMON_STALLED,
                                                            "did not answer in time")),
                                    limitMillis,
                                    TimeUnit.MILLISECONDS);
            exchange = daemons.open(loop, route, this);
        }

        @Override
        public void opened() {
            DaemonExchange open = exchange;
            if (open != null) {
                open.send(new DaemonRequest("OPTIONS", path, Map.of("Connection", "close")));
            }
        }

        @Override
        public void writable() {
            // There is nothing more to send.
        }

        /** The ticket has been touched by now; what the daemon tells of the image is not needed. */
        @Override
        public void head(ResponseHead head) {
            end(
                    head.status() == OK
                            ? null
                            : problem(Problem.DAEMON_REFUSED, "answered " + head.status()));
        }

        @Override
        public void body() {
            // The connection is closed before.
        }

        @Override
        public void failed(ProblemException problem) {
            end(problem);
        }

        private void end(@Nullable ProblemException problem) {
            if (alarm != null) {
                alarm.remove();
            }
            if (exchange != null) {
                exchange.abort();
            }
            if (problem == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(problem);
            }
        }

        private static ProblemException problem(Problem problem, String what) {
            return new ProblemException(problem, "The image daemon " + what + ".");
        }
    }
}
