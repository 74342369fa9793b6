// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.ovirt.imageio.bench.wire.PkiFiles;
import org.ovirt.imageio.bench.wire.TlsEngines;

/**
 * The floor's process: ends TLS, begins it anew to the upstream, and moves bytes between the two
 * without a look at them. One connection upstream for each of a client; one thread for each
 * processor. It prints its port and ends with its input.
 */
public final class FloorPump {
    private static final int BACKLOG = 2048;

    private FloorPump() {}

    /**
     * Runs until the input ends.
     *
     * @param args the directory of the {@link PkiFiles}, and the upstream's port
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        TlsEngines engines = new TlsEngines(new PkiFiles(Path.of(args[0])));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetSocketAddress upstream = new InetSocketAddress(loopback, Integer.parseInt(args[1]));
        List<PumpLoop> loops = startLoops(engines, upstream);
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(loopback, 0), BACKLOG);
        startThread("accept", () -> accept(listener, loops));
        System.out.println(listener.socket().getLocalPort());
        while (System.in.read() >= 0) {
            // Only its end matters.
        }
    }

    private static List<PumpLoop> startLoops(TlsEngines engines, InetSocketAddress upstream)
            throws IOException {
        List<PumpLoop> loops = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            PumpLoop loop = new PumpLoop(engines, upstream);
            startThread("pump-" + i, loop);
            loops.add(loop);
        }
        return List.copyOf(loops);
    }

    private static void accept(ServerSocketChannel listener, List<PumpLoop> loops) {
        try {
            for (int i = 0; ; i = (i + 1) % loops.size()) {
                loops.get(i).take(listener.accept());
            }
        } catch (IOException e) {
            System.err.println("no longer listening: " + e);
        }
    }

    private static void startThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
