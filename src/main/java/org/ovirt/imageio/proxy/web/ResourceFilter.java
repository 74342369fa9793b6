// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * Refuses methods and bodies that JAX-RS resources do not take. The container would have a worker
 * thread wait for what is left of one, for as long as its client likes.
 */
final class ResourceFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Refusals refusals;
    private final Set<String> methods;
    private final int longest;

    /**
     * Creates a filter.
     *
     * @param methods those that the resources know
     * @param longest the longest body of a {@code PUT}, in bytes; no other method has any
     */
    ResourceFilter(Refusals refusals, Set<String> methods, int longest) {
        this.refusals = refusals;
        this.methods = methods;
        this.longest = longest;
    }

    @Override
    protected void doFilter(
            HttpServletRequest http, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        int limit = http.getMethod().equals("PUT") ? longest : 0;
        if (!methods.contains(http.getMethod())) {
            refusals.refuse(http, Refusals.methodNotAllowed());
        } else if (http.getContentLengthLong() > limit) {
            refusals.refuse(
                    http,
                    new ProblemException(
                            Problem.BAD_REQUEST,
                            limit == 0
                                    ? "A body is not supported here."
                                    : "The body is longer than any that is taken here."));
        } else if (http.getHeader("Expect") != null) {
            refusals.refuse(
                    http,
                    new ProblemException(
                            Problem.EXPECTATION_FAILED, "Expect is not supported here."));
        } else {
            chain.doFilter(http, response);
        }
    }
}
