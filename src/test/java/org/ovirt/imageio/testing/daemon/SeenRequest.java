// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.net.http.HttpHeaders;

/**
 * A request whose head a daemon has read.
 *
 * @param connection number of the connection it came on; the first connection is 1
 * @param method request method
 * @param target request target as it was sent, with its query
 * @param headers header fields
 */
public record SeenRequest(long connection, String method, String target, HttpHeaders headers) {}
