// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

/**
 * What a daemon says about an image.
 *
 * @param allow its {@code Allow} header field
 * @param json its body, a JSON object; empty from a daemon that has none to give
 */
public record DaemonOptions(String allow, String json) {
    /** What a daemon can do that does not know {@code OPTIONS}. */
    static final DaemonOptions OF_OLD_DAEMON = new DaemonOptions("OPTIONS,GET,PUT", "");
}
