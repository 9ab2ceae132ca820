// What the program printed stands in the log of the build.
def printed = 'welcome-new-users -> welcome done: Hello, {"name":"Jon"}'
assert new File(basedir, 'build.log').readLines('UTF-8').contains(printed)
