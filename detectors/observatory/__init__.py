"""The tests of MDN's HTTP Observatory over what one host answered: headers, cookies, markup, routes. Pure."""
