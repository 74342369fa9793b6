// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/** Moves nothing and does not end when it is told to. */
public class EndlessActivity implements Activity {
    @Override
    public final long offset() {
        return 0;
    }

    @Override
    public final long done() {
        return 0;
    }

    @Override
    public void cancel() {}

    @Override
    public void stop() {}
}
