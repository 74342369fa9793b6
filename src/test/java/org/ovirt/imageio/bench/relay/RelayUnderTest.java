// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.net.InetSocketAddress;

/**
 * A relay that runs in a process of its own, ready to move the bytes of {@link
 * org.ovirt.imageio.bench.wire.BenchImage} between clients and the upstream.
 */
public interface RelayUnderTest extends AutoCloseable {
    /** How the reports call it. */
    String name();

    /** Where it takes clients' https connections. */
    InetSocketAddress address();

    /** The process to measure, with those that it has started. */
    long pid();

    /** Ends the process and returns when it has ended. */
    @Override
    void close();
}
