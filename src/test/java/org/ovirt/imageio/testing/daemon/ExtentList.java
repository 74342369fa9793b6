// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.ArrayList;
import java.util.List;

/** Collects adjacent extents and joins those of one kind. */
final class ExtentList {

    private final List<Extent> extents = new ArrayList<>();

    void add(long start, long end, boolean zero) {
        if (start >= end) {
            return;
        }
        int last = extents.size() - 1;
        if (last >= 0 && extents.get(last).zero() == zero) {
            extents.set(last, new Extent(new Range(extents.get(last).range().start(), end), zero));
        } else {
            extents.add(new Extent(new Range(start, end), zero));
        }
    }

    List<Extent> toList() {
        return List.copyOf(extents);
    }
}
