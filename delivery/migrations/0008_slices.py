import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.models
from accounts.tenancy.operations import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('delivery', '0007_note_unique'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailingSlice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('mailing', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='slices', to='delivery.mailing')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('organization', 'mailing', 'first'), name='mailing_slice_uniq')],
            },
        ),
        ProtectTable('MailingSlice'),
    ]
