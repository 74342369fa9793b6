// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.net.InetSocketAddress;
import org.ovirt.imageio.bench.process.ChildProcess;

/** A relay that is nothing but a child process. */
record ProcessRelay(String name, InetSocketAddress address, ChildProcess process)
        implements RelayUnderTest {
    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
