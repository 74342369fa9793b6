// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.ovirt.imageio.bench.client.Load;
import org.ovirt.imageio.bench.client.LoadClient;
import org.ovirt.imageio.bench.client.LoadResult;
import org.ovirt.imageio.bench.process.ChildProcess;
import org.ovirt.imageio.bench.process.JavaCommand;
import org.ovirt.imageio.bench.process.ProcessTree;
import org.ovirt.imageio.bench.wire.PkiFiles;

/**
 * A {@link LoadClient} in a process of its own.
 *
 * @param process the process
 */
public record ClientProcess(ChildProcess process) implements Closeable {
    /** No load takes so long unless a transfer hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Starts one. */
    public static ClientProcess start(PkiFiles pki) throws IOException {
        String directory = pki.directory().toString();
        List<String> command = JavaCommand.of("1g", LoadClient.class, directory);
        return new ClientProcess(ChildProcess.start("client", pki.directory(), command));
    }

    /**
     * Makes a load and waits for its end.
     *
     * @throws IOException if a request failed or a byte was wrong
     */
    public LoadResult run(Load load) throws IOException, InterruptedException {
        process.send(load.toLine());
        String answer = process.readLine(PATIENCE);
        try {
            return LoadResult.parse(answer);
        } catch (IllegalArgumentException e) {
            throw new IOException(load + " " + answer, e);
        }
    }

    ProcessTree tree() {
        return new ProcessTree(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
