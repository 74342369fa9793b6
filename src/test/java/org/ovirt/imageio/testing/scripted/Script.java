// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.IOException;

/** What a {@link ScriptedDaemon} does on a connection, step by step. */
@FunctionalInterface
public interface Script {

    /**
     * Runs on the connection's thread. When it returns without having ended the connection, the
     * next request on it gets the next script.
     *
     * @throws IOException when the connection fails, which ends it; not a failure of the test
     */
    void run(Exchange exchange) throws IOException, InterruptedException;
}
