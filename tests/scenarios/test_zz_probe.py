async def test_a(scene):
    await scene.start("ping <!channel> now")
    for call in scene.stage.slack.calls:
        if "<!channel>" in str(call.args): print(call.method, call.args)
    print(scene.sees("leo"))
