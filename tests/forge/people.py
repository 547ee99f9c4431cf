"""Runs inside the chroot, under Pagure's own Python: accounts, tokens and one project, as an installation would have.

Reads /srv/wanted.json and writes /srv/tokens.json.
"""

import datetime
import json

import pagure.config
import pagure.lib.login
import pagure.lib.model
import pagure.lib.query
import pagure.lib.tasks

with open("/srv/wanted.json") as file:
    wanted = json.load(file)
session = pagure.lib.query.create_session(pagure.config.config["DB_URL"])
until = datetime.date.today() + datetime.timedelta(days=30)
tokens = {}
for name, full in wanted["people"].items():
    user = pagure.lib.query.set_up_user(session, name, full, name + "@localhost.localdomain")
    user.password = pagure.lib.login.generate_hashed_value(wanted["password"])
    user.token = None
    session.commit()
    pagure.lib.query.add_token_to_user(session, None, pagure.config.config["USER_ACLS"], name, until)
    session.commit()
    tokens[name] = session.query(pagure.lib.model.Token).filter_by(user_id=user.id).one().id
with open("/srv/tokens.json", "w") as file:
    json.dump(tokens, file)
