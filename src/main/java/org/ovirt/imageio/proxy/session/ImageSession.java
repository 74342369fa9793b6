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
 * @param ended whether its client has ended it; it is kept until what goes on under it has ended
 */
public record ImageSession(UUID key, Access access, Duration window, boolean ended) {
    /** The attribute's name. */
    static final String ATTRIBUTE = ImageSession.class.getName();

    ImageSession end() {
        return new ImageSession(key, access, window, true);
    }
}
