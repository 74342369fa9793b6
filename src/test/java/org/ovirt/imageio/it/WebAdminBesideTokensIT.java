// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.world.TokenWorld;
import org.ovirt.imageio.testing.world.World;

/** {@link WebAdminLoops} with a proxy that takes tokens too, and pages of WebAdmin only. */
@ExtendWith(TokenWorld.class)
class WebAdminBesideTokensIT extends WebAdminLoops {
    WebAdminBesideTokensIT(World world) {
        super(world);
    }
}
