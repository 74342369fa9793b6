// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import org.ovirt.imageio.proxy.daemon.DaemonRequest;

/**
 * A zero or flush that a client has asked for.
 *
 * @param request the head for the daemon
 * @param body the JSON for the daemon
 * @param offset first byte of the image that changes
 * @param length how many bytes change
 * @param flush whether the daemon flushes the image before it answers
 */
public record ImageCommand(
        DaemonRequest request, String body, long offset, long length, boolean flush) {}
