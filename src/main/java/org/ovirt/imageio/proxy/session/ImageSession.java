// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import java.time.Duration;
import java.util.UUID;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/**
 * A client's proven access: the one attribute of an {@code HttpSession}, which is never changed but
 * only exchanged as a whole.
 *
 * @param key what stays the same while the session's id changes; it is no secret and no proof
 * @param grant what the token has allowed
 * @param form which kind of token that was
 * @param window how long the session lasts without being used: what was left of the token
 */
record ImageSession(UUID key, Grant grant, TokenForm form, Duration window) {
    /** The attribute's name. */
    static final String ATTRIBUTE = ImageSession.class.getName();
}
