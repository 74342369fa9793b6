// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Refuses what a page in a browser asks for, preflights too, where no page has a reason to be. */
final class NoPagesFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Refusals refusals;

    NoPagesFilter(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilter(
            HttpServletRequest http, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (http.getHeader("Origin") == null) {
            chain.doFilter(http, response);
        } else {
            refusals.refuse(
                    http,
                    new ProblemException(
                            Problem.FORBIDDEN, "This is for the Engine and not for browsers."));
        }
    }
}
