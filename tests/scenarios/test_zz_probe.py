from datetime import timedelta
async def test_unset(scene):
    await scene.start("Docs")
    await scene.after(6)
    print("UNSET", scene.dms("leo"))
async def test_both_told(scene):
    await scene.start("sev2 Docs missing")
    await scene.start("sev2 docs missing", who="ana")
    print("BOTH", scene.dms("leo"), [w for w in scene.whispers("leo")][-1:], await scene.card_thread(1))
async def test_same_after_cancel(scene):
    await scene.start("sev2 Docs missing")
    await scene.types("leo","/incident cancel false alarm")
    print("CANCEL", await scene.start("sev2 Docs missing"))
async def test_offer_unanswered(scene):
    await scene.start("sev2 Docs missing @ana:logs")
    await scene.after(6); print("OFFER6", scene.dms("leo"))
    await scene.after(6); print("OFFER12", scene.dms("leo"), await scene.said_in_channel())
async def test_stale_card(scene):
    await scene.staffed(logs="ana")
    await scene.after(21)
    await scene.types("leo","/incident risk x")
    print("STALE", "stale" in await scene.card())
async def test_declarer_out(scene):
    await scene.start("sev1 Secret @ana:lead +private")
    await scene.presses("ana","Accept")
    await scene.does("removes","ana","leo",(await scene.channel()).id)
    print("OUT", (await scene.types("leo","/incident summary INC-1", where="general"))[:60])
