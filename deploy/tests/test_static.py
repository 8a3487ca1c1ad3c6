"""Static files are there however the web server is started."""

import re

import requests

from deploy import stack


def test_a_web_server_without_collected_files_shows_its_pages_all_the_same(tmp_path):
    port = stack.free_port()
    env = stack.environment(tmp_path, PORT=str(port))
    stack.manage(env, ("migrate", "--verbosity", "0"))
    web = stack.start_web(env, port)
    try:
        address = f"http://127.0.0.1:{port}"
        page = requests.get(f"{address}/accounts/login/", timeout=30)
        assert page.status_code == 200
        files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        assert files
        assert {requests.get(address + file, timeout=30).status_code for file in files} == {200}
    finally:
        stack.stop(web)
