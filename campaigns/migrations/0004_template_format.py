from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('campaigns', '0003_campaign_topic')]

    operations = [
        migrations.AddField(
            model_name='template',
            name='format',
            field=models.CharField(choices=[('mjml', 'mjml'), ('html', 'html')], db_default='mjml', default='mjml', max_length=8),
        ),
        migrations.AlterField(
            model_name='template',
            name='mjml',
            field=models.TextField(help_text='the source: MJML or an HTML page'),
        ),
    ]
