// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.ovirt.imageio.bench.wire.ImagePattern;
import org.ovirt.imageio.bench.wire.PkiFiles;
import org.ovirt.imageio.bench.wire.TlsConnection;
import org.ovirt.imageio.bench.wire.TlsEngines;

/**
 * The upstream's process: serves the image to any ticket and checks what is uploaded. It prints its
 * port, releases stalled uploads on each line of its input, and ends with its input.
 */
public final class PatternDaemon {
    private static final int CAPACITY = 128 << 10;
    private static final int BACKLOG = 2048;

    private final TlsEngines engines;
    private final ImagePattern pattern = new ImagePattern();
    private final Stall stall = new Stall();

    private PatternDaemon(TlsEngines engines) {
        this.engines = engines;
    }

    /**
     * Runs until the input ends.
     *
     * @param args the directory of the {@link PkiFiles}
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        PatternDaemon daemon = new PatternDaemon(new TlsEngines(new PkiFiles(Path.of(args[0]))));
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            System.out.println(listener.socket().getLocalPort());
            start("accept", () -> daemon.accept(listener));
            daemon.obey();
        }
    }

    private void obey() throws IOException {
        for (int read = System.in.read(); read >= 0; read = System.in.read()) {
            if (read == '\n') {
                stall.release();
            }
        }
    }

    private void accept(ServerSocketChannel listener) {
        try {
            for (; ; ) {
                SocketChannel channel = listener.accept();
                start("connection", () -> serve(channel));
            }
        } catch (IOException e) {
            System.err.println("no longer listening: " + e);
        }
    }

    private void serve(SocketChannel channel) {
        try (TlsConnection connection = TlsConnection.accept(engines, channel, CAPACITY)) {
            new PatternExchange(connection, pattern, stall).serveAll();
        } catch (IOException e) {
            // Relays drop connections as they like. What matters is what the client sees.
            System.err.println("connection lost: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
