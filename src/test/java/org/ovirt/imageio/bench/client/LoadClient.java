// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.bench.wire.ImagePattern;
import org.ovirt.imageio.bench.wire.PkiFiles;
import org.ovirt.imageio.bench.wire.TlsEngines;

/**
 * The client's process: reads a {@link Load} from each line of its input and answers it with a line
 * that is a {@link LoadResult} or says what failed. Ends with its input.
 */
public final class LoadClient implements AutoCloseable {
    private static final int CAPACITY = 128 << 10;

    private final TlsEngines engines;
    private final ImagePattern pattern = new ImagePattern();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private StalledTransfers stalled;

    private LoadClient(TlsEngines engines) {
        this.engines = engines;
        stalled = new StalledTransfers(engines, pattern);
    }

    /**
     * Runs until the input ends.
     *
     * @param args the directory of the {@link PkiFiles}
     */
    public static void main(String[] args)
            throws IOException, GeneralSecurityException, InterruptedException {
        try (LoadClient client = new LoadClient(new TlsEngines(new PkiFiles(Path.of(args[0]))));
                BufferedReader orders =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                System.out.println(client.answer(Load.parse(line)));
            }
        }
    }

    private String answer(Load load) throws InterruptedException {
        try {
            return run(load).toLine();
        } catch (IOException | ExecutionException e) {
            e.printStackTrace();
            return "failed: " + e.getMessage();
        }
    }

    private LoadResult run(Load load) throws IOException, ExecutionException, InterruptedException {
        InetSocketAddress relay =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), load.port());
        long start = System.nanoTime();
        return switch (load.kind()) {
            case GET, PUT, SHORT_PUT ->
                    measure(load, relay, Workers.streaming(load.kind(), load.amount()));
            case SMALL -> {
                long nanos = TimeUnit.MILLISECONDS.toNanos(load.amount());
                yield measure(load, relay, Workers.small(nanos));
            }
            case STALL_GET -> {
                stalled.startDownloads(relay, load.connections());
                yield new Tally().result(System.nanoTime() - start);
            }
            case STALL_PUT -> {
                stalled.startUploads(relay, load.connections());
                yield new Tally().result(System.nanoTime() - start);
            }
            case RELEASE -> {
                stalled.release();
                stalled = new StalledTransfers(engines, pattern);
                yield new Tally().result(System.nanoTime() - start);
            }
        };
    }

    private LoadResult measure(Load load, InetSocketAddress relay, Worker worker)
            throws IOException, ExecutionException, InterruptedException {
        List<ImageConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < load.connections(); i++) {
                connections.add(ImageConnection.open(engines, pattern, relay, CAPACITY));
            }
            return measure(connections, worker);
        } finally {
            for (ImageConnection connection : connections) {
                connection.close();
            }
        }
    }

    private LoadResult measure(List<ImageConnection> connections, Worker worker)
            throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        List<Future<Tally>> running = new ArrayList<>();
        for (ImageConnection connection : connections) {
            running.add(threads.submit(() -> worker.work(connection)));
        }
        Tally total = new Tally();
        for (Future<Tally> one : running) {
            total.add(one.get());
        }
        return total.result(System.nanoTime() - start);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
