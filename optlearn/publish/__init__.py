"""The course as pages, slides and a site, which need neither kernel nor network.

    python -m optlearn.publish page 01      build/pages/01_oblong_bowl.html, one file
    python -m optlearn.publish slides       every lesson as a reveal.js deck, one file each
    python -m optlearn.publish site         a book of all lessons in build/site

Notebooks are run once (`notebooks`), their widgets are taken out with their state (`widgets`),
formulas become MathML (`maths`), and cells become HTML (`cells`), of which `page`, `slides` and
`site` make what a browser opens. Nothing in it asks any host for anything.
"""
