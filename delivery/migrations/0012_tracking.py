from django.db import migrations, models

import django.db.models.deletion
from accounts.tenancy.operations import ProtectTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('delivery', '0011_stamped'),
    ]

    operations = [
        migrations.AddField(
            model_name='sendingpolicy',
            name='tracking',
            field=models.CharField(choices=[('none', 'none'), ('hygiene', 'hygiene'), ('full', 'full')], db_default='hygiene', default='hygiene', max_length=8),
        ),
        migrations.CreateModel(
            name='LastOpen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.BinaryField(max_length=32)),
                ('key_version', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['organization', 'day'], name='last_open_day_idx')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'address_hash'), name='last_open_address_uniq')],
            },
        ),
        ProtectTable('LastOpen'),
    ]
