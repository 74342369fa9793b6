// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** {@link WebAdminLoops} with a proxy for which nothing was set. */
@ExtendWith(SharedWorld.class)
class WebAdminIT extends WebAdminLoops {
    WebAdminIT(World world) {
        super(world);
    }
}
