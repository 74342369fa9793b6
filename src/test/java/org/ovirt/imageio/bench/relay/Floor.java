// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.ovirt.imageio.bench.process.ChildProcess;
import org.ovirt.imageio.bench.process.JavaCommand;

/** Starts the floor: a {@link FloorPump}, below which no relay in Java is expected to come. */
public final class Floor implements RelayStarter {
    /** The reports' name for it. */
    public static final String NAME = "floor";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public RelayUnderTest start(Surroundings surroundings)
            throws IOException, InterruptedException {
        List<String> command =
                JavaCommand.of(
                        "1g",
                        FloorPump.class,
                        surroundings.pki().directory().toString(),
                        Integer.toString(surroundings.upstream().getPort()));
        ChildProcess process = ChildProcess.start(NAME, surroundings.directory(), command);
        int port = Integer.parseInt(process.readLine(PATIENCE));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return new ProcessRelay(NAME, address, process);
    }
}
