// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.LinkedHashMap;
import java.util.Map;

/** Bytes of an image that all read as zeros, or of which some may not. */
record Extent(Range range, boolean zero) {

    /**
     * For {@code context=zero}. A hole is what a layer of a qcow2 chain does not allocate; a raw
     * image reports none.
     */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("start", range.start());
        json.put("length", range.length());
        json.put("zero", zero);
        json.put("hole", false);
        return json;
    }

    /** For {@code context=dirty}. */
    Map<String, Object> toJson(boolean dirty) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("start", range.start());
        json.put("length", range.length());
        json.put("dirty", dirty);
        json.put("zero", zero);
        return json;
    }
}
