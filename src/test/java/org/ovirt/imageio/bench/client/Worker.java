// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

import java.io.IOException;

/** What one connection of a load does until the load is done. */
@FunctionalInterface
interface Worker {
    /**
     * Makes requests.
     *
     * @param connection fresh, closed by the caller
     * @return what was done
     */
    Tally work(ImageConnection connection) throws IOException;
}
