from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("delivery", "0005_inbound"),
    ]

    operations = [
        migrations.AddField("mailing", "kind", models.CharField(blank=True, db_default="", default="", max_length=40)),
    ]
