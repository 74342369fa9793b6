// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

/** The proxy of this project in a running WildFly, trusting the authority of the run. */
public interface StartedProxy extends AutoCloseable {
    /** The port of the data API, https on the loopback interface. */
    int dataPort();

    /** The port of the control API, http on the loopback interface. */
    int controlPort();

    /** The JVM of the server. */
    long pid();

    /** Ends the server and returns when it has ended. */
    @Override
    void close();
}
