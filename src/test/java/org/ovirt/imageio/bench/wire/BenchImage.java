// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

/** The image that all requests are about. It exists only as an {@link ImagePattern}. */
public final class BenchImage {
    /** In bytes; larger than anything a run moves. */
    public static final long SIZE = 1L << 40;

    /** The ticket of transfers that run. */
    public static final String TICKET = "0b5e55ed-0000-4000-8000-000000000001";

    /** The ticket of transfers that stall: the upstream does not read what is uploaded with it. */
    public static final String STALLED_TICKET = "0b5e55ed-0000-4000-8000-000000000002";

    /** What the kernel may keep of such a transfer for client and upstream, in bytes. */
    public static final int STALLED_UNSENT = 64 << 10;

    private BenchImage() {}

    /** The path of a ticket's image. */
    public static String path(String ticket) {
        return "/images/" + ticket;
    }
}
