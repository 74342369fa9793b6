// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.ovirt.imageio.bench.process.ChildProcess;
import org.ovirt.imageio.bench.process.JavaCommand;
import org.ovirt.imageio.bench.process.ProcessTree;
import org.ovirt.imageio.bench.upstream.PatternDaemon;
import org.ovirt.imageio.bench.wire.PkiFiles;

/**
 * A {@link PatternDaemon} in a process of its own.
 *
 * @param process the process
 * @param address where it listens
 */
public record UpstreamProcess(ChildProcess process, InetSocketAddress address)
        implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Starts one. */
    public static UpstreamProcess start(PkiFiles pki) throws IOException, InterruptedException {
        String directory = pki.directory().toString();
        List<String> command = JavaCommand.of("1g", PatternDaemon.class, directory);
        ChildProcess process = ChildProcess.start("upstream", pki.directory(), command);
        int port = Integer.parseInt(process.readLine(PATIENCE));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new UpstreamProcess(process, new InetSocketAddress(loopback, port));
    }

    /** Lets go of the uploads that are stalled. */
    void release() throws IOException {
        process.send("release");
    }

    ProcessTree tree() {
        return new ProcessTree(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
