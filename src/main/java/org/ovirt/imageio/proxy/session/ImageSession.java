// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import java.time.Duration;
import java.util.UUID;

/**
 * A client's proven access: the one attribute of an {@code HttpSession}, which is never changed but
 * only exchanged as a whole.
 *
 * @param key what stays the same while the session's id changes; it is no secret and no proof
 * @param access what its token has proven
 * @param window how long the session lasts without being used: what was left of the token
 */
record ImageSession(UUID key, Access access, Duration window) {
    /** The attribute's name. */
    static final String ATTRIBUTE = ImageSession.class.getName();
}
