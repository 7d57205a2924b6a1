import accounts.tenancy.models
from accounts.tenancy.operations import ProtectTable
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('contacts', '0008_import_reasons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GuestMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('absorbed_id', models.BigIntegerField()),
                ('absorbed_name', models.CharField(blank=True, max_length=401)),
                ('absorbed_surname', models.CharField(blank=True, default='', db_default='', max_length=200)),
                ('absorbed_hash', models.BinaryField(blank=True, max_length=32, null=True)),
                ('reason', models.CharField(choices=[('same_address', 'same address, other surname'), ('same_phone', 'same phone number and surname'), ('same_birth_date', 'same name and birth date'), ('by_hand', 'chosen by hand')], max_length=32)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('moved', models.JSONField(default=dict)),
                ('rows', models.JSONField(default=list)),
                ('merged_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('kept', models.JSONField(default=list)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('survivor', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='contacts.guest')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['organization', 'survivor'], name='guest_merge_survivor'), models.Index(condition=models.Q(('absorbed_hash__isnull', False), ('undone_at', None)), fields=['organization', 'absorbed_hash'], name='guest_merge_heir')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('organization', 'absorbed_id'), name='guest_merge_once')],
            },
        ),
        ProtectTable('GuestMerge'),
    ]
