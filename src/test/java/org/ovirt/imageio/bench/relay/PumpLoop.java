// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ovirt.imageio.bench.wire.TlsEngines;

/** One thread of the floor and the connections that are on it. */
final class PumpLoop implements Runnable {
    private final TlsEngines engines;
    private final InetSocketAddress upstream;
    private final Selector selector;
    private final Queue<SocketChannel> accepted = new ConcurrentLinkedQueue<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(PumpLeg.CAPACITY + PumpLeg.SLACK);

    PumpLoop(TlsEngines engines, InetSocketAddress upstream) throws IOException {
        this.engines = engines;
        this.upstream = upstream;
        selector = Selector.open();
    }

    /** Gives this thread a client; called by another thread. */
    void take(SocketChannel client) {
        accepted.add(client);
        selector.wakeup();
    }

    @Override
    public void run() {
        try {
            for (; ; ) {
                selector.select(this::ready);
                for (SocketChannel client = accepted.poll();
                        client != null;
                        client = accepted.poll()) {
                    begin(client);
                }
            }
        } catch (IOException e) {
            System.err.println("a pump thread has ended: " + e);
        }
    }

    private void begin(SocketChannel client) throws IOException {
        SocketChannel daemon = SocketChannel.open(upstream);
        PumpLeg clientLeg = new PumpLeg(client, engines.server(), selector);
        PumpLeg daemonLeg = new PumpLeg(daemon, engines.client(), selector);
        PumpPair pair = new PumpPair(clientLeg, daemonLeg, scratch);
        clientLeg.attach(pair);
        daemonLeg.attach(pair);
        pair.pump();
    }

    private void ready(SelectionKey key) {
        ((PumpPair) key.attachment()).ready(key);
    }
}
