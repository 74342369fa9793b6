// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/**
 * What a client has proven.
 *
 * @param grant what its token allows
 * @param form what kind of token that is
 */
public record Access(Grant grant, TokenForm form) {}
