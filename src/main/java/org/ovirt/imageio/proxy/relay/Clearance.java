// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Whether bytes may move on this node; asked before every move, so it must not block. */
@FunctionalInterface
public interface Clearance {
    /** Of a node that decides alone. */
    Clearance GIVEN = () -> null;

    /** Returns why no byte may move now; null if it may. */
    @Nullable ProblemException refusal();
}
