// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ovirt.imageio.bench.wire.BenchImage;
import org.ovirt.imageio.bench.wire.ImagePattern;
import org.ovirt.imageio.bench.wire.Span;
import org.ovirt.imageio.bench.wire.TlsEngines;

/** Transfers that have started and do not move, until they are released. For one thread. */
final class StalledTransfers {
    /** More than fits into all buffers between the client and the upstream. */
    private static final Span SPAN = new Span(0, 1L << 32);

    private static final int CAPACITY = 32 << 10;

    private final TlsEngines engines;
    private final ImagePattern pattern;
    private final List<ImageConnection> connections = new ArrayList<>();
    private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean released;

    StalledTransfers(TlsEngines engines, ImagePattern pattern) {
        this.engines = engines;
        this.pattern = pattern;
    }

    /** Starts downloads whose bodies nobody reads. */
    void startDownloads(InetSocketAddress relay, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            open(relay).startGet(BenchImage.STALLED_TICKET, SPAN);
        }
    }

    /** Starts uploads that nobody reads at the other end. */
    void startUploads(InetSocketAddress relay, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            ImageConnection connection = open(relay);
            Thread thread = new Thread(() -> upload(connection), "stalled-upload-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private ImageConnection open(InetSocketAddress relay) throws IOException {
        ImageConnection connection = ImageConnection.open(engines, pattern, relay, CAPACITY);
        connections.add(connection);
        return connection;
    }

    private void upload(ImageConnection connection) {
        try {
            connection.putStalled(SPAN);
            failures.add(new IOException("an upload ended that the upstream did not read"));
        } catch (IOException e) {
            if (!released) {
                failures.add(new IOException("a stalled upload broke", e));
            }
        }
    }

    /**
     * Closes all.
     *
     * @throws IOException if one had ended before
     */
    void release() throws IOException {
        released = true;
        for (ImageConnection connection : connections) {
            connection.close();
        }
        connections.clear();
        IOException failure = failures.peek();
        if (failure != null) {
            throw failure;
        }
    }
}
